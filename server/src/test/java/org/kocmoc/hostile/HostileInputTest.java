package org.kocmoc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kocmoc.http.Access;
import org.kocmoc.limits.Size;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.ApiDocument;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// Bad input of every kind on every operation: 4xx as JSON, never a failure of ours, never a
/// change.
class HostileInputTest {
    @RegisterExtension static final TestServer server = new TestServer();

    /// What a refused request may leave: a counted try, a moved clock, a line in the trail of what
    /// administrators tried, a device's row. What works beside requests is left out: the beat of a
    /// node, the index of words, the sweep of files that nothing holds.
    private static final String TABLES =
            """
            SELECT string_agg(
                format($q$SELECT %L || md5(coalesce(string_agg(r, chr(10) ORDER BY r), '')) FROM
                    (SELECT (to_jsonb(t) - ARRAY['last_used_at', 'attempts', 'unused_since'])::text AS r FROM %I t) s$q$,
                    table_name || ' ', table_name), ' UNION ALL ')
            FROM information_schema.tables
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
              AND table_name NOT IN ('audit_log', 'scheduled_tasks', 'mail_outbox', 'nodes',
                                     'message_terms', 'message_terms_progress', 'chat_search_keys')
            """;

    static Stream<ApiDocument.Operation> operations() {
        return ApiDocument.get().operations().stream();
    }

    /// A digest of each table.
    private static List<String> state() {
        return server.database()
                .read(
                        handle -> {
                            try (Statement statement = handle.getConnection().createStatement()) {
                                return texts(statement, texts(statement, TABLES).getFirst());
                            } catch (SQLException e) {
                                throw new AssertionError(e);
                            }
                        });
    }

    private static List<String> texts(Statement statement, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts.stream().sorted().toList();
    }

    private final Person ada = server.people().ada();
    private final Person bob = server.people().bob();

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void badInputIsRefusedAndChangesNothing(ApiDocument.Operation operation) {
        boolean administrators =
                server.routes().stream()
                        .filter(route -> shape(route.pattern()).equals(shape(operation.path())))
                        .anyMatch(route -> route.access() == Access.ADMIN);
        Person attacker = signIn(administrators ? server.people().admin() : ada);
        String target = administrators ? "999999999" : attacker.id().toString();
        List<Attack> attacks = Attacks.on(operation, new World(server, attacker, bob, target));

        List<String> before = state();
        List<Attack> refused = refusedOf(attacks, attacker);
        if (refused.size() < attacks.size()) {
            // Some were good enough to be carried out. The others must not add to that.
            before = state();
            refused = refusedOf(refused, attacker);
        }

        List<String> after = new ArrayList<>(state());
        after.removeAll(before);
        assertThat(after).as("tables changed by one of %s", refused).isEmpty();
    }

    private static String shape(String path) {
        return path.replaceAll(":[^/]+|\\{[^}]+}", "{}");
    }

    private static List<Attack> refusedOf(List<Attack> attacks, Person attacker) {
        List<Attack> refused = new ArrayList<>();
        String token = attacker.token();
        for (Attack attack : attacks) {
            Answer answer = send(server.api().as(token), attack);
            assertThat(answer.status()).as("%s → %s", attack, answer.text()).isLessThan(500);
            if (answer.status() >= 400) {
                assertThat(answer.json().path("error").asString("")).as("%s", attack).isNotBlank();
                assertThat(answer.json().path("code").asString("")).as("%s", attack).isNotBlank();
                refused.add(attack);
            } else if (server.api().as(token).get("/api/auth/verify").status() != 200) {
                token = signIn(attacker).token();
            }
        }
        return refused;
    }

    /// The same person with a fresh token.
    private static Person signIn(Person person) {
        String token =
                server.api()
                        .post(
                                "/api/auth/login",
                                Map.of("email", person.email(), "password", person.password()))
                        .expect(200)
                        .json()
                        .path("token")
                        .asString();
        return new Person(
                person.id(),
                person.name(),
                person.email(),
                person.password(),
                token,
                server.api().as(token));
    }

    private static Answer send(Api api, Attack attack) {
        Api client = api;
        for (Map.Entry<String, String> header : attack.headers().entrySet()) {
            client = client.with(header.getKey(), header.getValue());
        }
        return client.send(
                attack.method(),
                attack.path(),
                attack.body() == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(attack.body()),
                attack.contentType());
    }

    @Test
    void endlessBodiesAreRefused() {
        byte[] body = new byte[Size.JSON_BODY_BYTES.value() + 1];

        server.people()
                .newcomer("Ada")
                .api()
                .send("POST", "/api/chats", BodyPublishers.ofByteArray(body), "application/json")
                .expect(413);
    }

    @Test
    void pagesHaveALimit() {
        Person ada = server.people().newcomer("Ada");
        long chat =
                ada.api()
                        .post(
                                "/api/chats",
                                Map.of("type", "group", "participantIds", List.of(ada.id())))
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        int most = Size.PAGE_ROWS.value();
        for (int i = 0; i <= most; i++) {
            ada.api().post("/api/messages/" + chat, Map.of("text", "m" + i)).expect(201);
        }

        JsonNode page = ada.api().get("/api/messages/" + chat + "?limit=1000000").json();
        assertThat(page.path("messages").size()).isEqualTo(most);
    }
}
