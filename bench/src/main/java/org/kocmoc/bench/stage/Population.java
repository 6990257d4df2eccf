package org.kocmoc.bench.stage;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.Bytes;
import org.kocmoc.db.Database;

/// Signed-in people and their chats, made by SQL: signing in and inviting are not what is measured.
public final class Population {
    /// An account with a session.
    public record Person(long id, String token) {}

    /// Two people and their personal chat; the first one writes.
    public record Pair(Person one, Person other, long chat) {
        public String token() {
            return one.token();
        }
    }

    private final Database database;
    private final Algorithm algorithm;
    private int numbers;

    /// @param secret what the server signs its tokens with
    public Population(Database database, String secret) {
        this.database = database;
        this.algorithm = Algorithm.HMAC256(secret);
    }

    /// New accounts.
    public List<Person> people(int count) {
        int from = numbers + 1;
        numbers += count;
        List<Long> ids =
                database.write(
                        handle ->
                                handle.createQuery(
                                                """
                                                INSERT INTO users (name, email, email_key, password, email_confirmed_at)
                                                SELECT 'Bench ' || i, 'bench' || i || '@kocmoc.test',
                                                       'bench' || i || '@kocmoc.test', 'none', now()
                                                FROM generate_series(:from, :to) AS i RETURNING id
                                                """)
                                        .bind("from", from)
                                        .bind("to", numbers)
                                        .mapTo(Long.class)
                                        .list());
        return database.write(handle -> signIn(handle, ids));
    }

    /// A session for each, with its token.
    private List<Person> signIn(Handle handle, List<Long> ids) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<Person> people = new ArrayList<>();
        var sessions =
                handle.prepareBatch(
                        """
                                    INSERT INTO sessions (user_id, token, jti, created_at, last_used_at, expires_at)
                                    VALUES (:user, :hash, :jti, :now, :now, :end)
                                    """);
        for (long id : ids) {
            String jti = Bytes.randomToken(16);
            Instant end = now.plus(1, ChronoUnit.DAYS);
            String token =
                    JWT.create()
                            .withClaim("userId", id)
                            .withIssuedAt(now)
                            .withExpiresAt(end)
                            .withJWTId(jti)
                            .sign(algorithm);
            people.add(new Person(id, token));
            sessions.bind("user", id)
                    .bind("hash", Bytes.sha256Hex(token))
                    .bind("jti", jti)
                    .bind("now", now)
                    .bind("end", end)
                    .add();
        }
        sessions.execute();
        return people;
    }

    /// New people in pairs, each with its chat.
    public List<Pair> pairs(int count) {
        List<Person> people = people(2 * count);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Person writer = people.get(2 * i);
            Person other = people.get(2 * i + 1);
            long chat =
                    chat(
                            "personal",
                            List.of(writer, other),
                            "pair_low, pair_high",
                            writer.id() + ", " + other.id());
            pairs.add(new Pair(writer, other, chat));
        }
        return pairs;
    }

    /// A group of its members.
    public long group(List<Person> members) {
        return chat("group", members, "name", "'Bench'");
    }

    private long chat(String type, List<Person> members, String columns, String values) {
        return database.write(
                handle -> {
                    long chat =
                            handle.createQuery(
                                            "INSERT INTO chats (type, %s) VALUES (:type, %s) RETURNING id"
                                                    .formatted(columns, values))
                                    .bind("type", type)
                                    .mapTo(Long.class)
                                    .one();
                    handle.execute("INSERT INTO chat_heads (chat_id) VALUES (?)", chat);
                    handle.createUpdate(
                                    """
                                    INSERT INTO chat_participants (chat_id, user_id, role)
                                    SELECT :chat, id, CASE WHEN number = 1 AND :group THEN 'owner' ELSE 'member' END
                                    FROM unnest(:ids) WITH ORDINALITY AS m(id, number)
                                    """)
                            .bind("chat", chat)
                            .bind("group", type.equals("group"))
                            .bindArray(
                                    "ids", Long.class, members.stream().map(Person::id).toArray())
                            .execute();
                    return chat;
                });
    }
}
