package org.kocmoc.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.Json;
import org.kocmoc.db.Database;

/// Signed-in people, each with a personal chat of their own.
final class Population {
    /// Somebody who writes: a token, and the chat to write to.
    record Writer(String token, long chat) {}

    private Population() {}

    /// Makes accounts in pairs by SQL, and signs the first of each pair in over HTTP.
    static List<Writer> create(Database database, int port, int writers)
            throws InterruptedException, ExecutionException {
        // The lowest cost: the server replaces the hash at the first sign-in.
        String hash = OpenBSDBCrypt.generate("password".toCharArray(), Bytes.random(16), 4);
        database.execute(
                handle -> {
                    handle.createUpdate(
                                    """
                                    INSERT INTO users (name, email, email_key, password, email_confirmed_at)
                                    SELECT 'Bench ' || i, 'bench' || i || '@kocmoc.test',
                                           'bench' || i || '@kocmoc.test', :hash, now()
                                    FROM generate_series(1, :count) AS i
                                    """)
                            .bind("hash", hash)
                            .bind("count", 2 * writers)
                            .execute();
                });
        List<Callable<Writer>> tasks = new ArrayList<>();
        for (int i = 1; i <= writers; i++) {
            int number = i;
            tasks.add(() -> signIn(database, port, number, number + writers));
        }
        List<Writer> result = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Writer> writer : threads.invokeAll(tasks)) {
                result.add(writer.get());
            }
        }
        return result;
    }

    private static Writer signIn(Database database, int port, int number, int peer)
            throws IOException {
        String token;
        try (RawHttp http = new RawHttp(port, "")) {
            RawHttp.Answer answer =
                    http.post(
                            "/api/auth/login",
                            Json.writeText(
                                    Map.of(
                                            "email",
                                            "bench" + number + "@kocmoc.test",
                                            "password",
                                            "password")));
            token = Json.read(answer.body()).path("token").asString();
        }
        long peerId =
                database.read(
                        handle ->
                                handle.createQuery("SELECT id FROM users WHERE email = :email")
                                        .bind("email", "bench" + peer + "@kocmoc.test")
                                        .mapTo(Long.class)
                                        .one());
        try (RawHttp http = new RawHttp(port, token)) {
            RawHttp.Answer answer =
                    http.post(
                            "/api/chats",
                            "{\"type\":\"personal\",\"participantIds\":[" + peerId + "]}");
            return new Writer(token, Json.read(answer.body()).path("chat").path("id").asLong());
        }
    }
}
