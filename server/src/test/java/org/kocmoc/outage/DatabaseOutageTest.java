package org.kocmoc.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.Bytes;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.Relay;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// A server whose way to PostgreSQL is cut, whose account may not connect, or whose database became
/// a standby.
class DatabaseOutageTest {
    private static final int SENDERS = 8;
    private static final String ROLE = "kocmoc_outage_" + Bytes.hex(Bytes.random(4));
    private static final Relay RELAY = relay();

    @RegisterExtension
    static final TestServer server = new TestServer().behind(DatabaseOutageTest::throughRelay);

    private final Person ada = server.people().ada();

    private static Relay relay() {
        try {
            return new Relay();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An account that is no superuser, whom limits of connections would not stop.
    private static DatabaseSettings throughRelay(DatabaseSettings direct) {
        String password = "of-the-tests";
        execute(direct, "CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + password + "'");
        execute(direct, "GRANT ALL ON SCHEMA public TO " + ROLE);
        execute(direct, "GRANT ALL ON ALL TABLES IN SCHEMA public TO " + ROLE);
        execute(direct, "GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO " + ROLE);
        RELAY.to(direct.port());
        return new DatabaseSettings(
                "127.0.0.1", RELAY.port(), direct.database(), ROLE, password, false, 8);
    }

    private static void execute(DatabaseSettings settings, String sql) {
        try (Connection connection = settings.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static void administer(String sql) {
        execute(server.settings(), sql);
    }

    private static void endConnections() {
        administer(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"
                        + ROLE
                        + "'");
    }

    @AfterAll
    static void dropRole() throws IOException {
        administer("DROP OWNED BY " + ROLE);
        administer("DROP ROLE " + ROLE);
        RELAY.close();
    }

    private static Answer send(Api api, long chat, String clientId) {
        return api.post("/api/messages/" + chat, Map.of("text", "hello", "client_id", clientId));
    }

    private static void expectOutage(Answer answer) {
        answer.expect(503);
        assertThat(answer.json().path("code").asString()).isEqualTo("database_unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }

    @Test
    void callersInFlightOfAFailoverAreAnsweredRightlyAndNothingIsLostOrDoubled() throws Exception {
        long chat = ada.group(ada);
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            int sender = i;
            senders.add(
                    Thread.startVirtualThread(
                            () -> {
                                for (int n = 0; !stop.get(); n++) {
                                    insist(chat, sender + "-" + n, acknowledged, wrong);
                                }
                            }));
        }
        awaitMore(acknowledged, 100);
        RELAY.refuse(true);
        expectOutage(ada.api().get("/api/chats"));
        server.api().get("/health/ready").expect(503);
        server.api().get("/health/live").expect(200);
        RELAY.refuse(false);
        awaitMore(acknowledged, 100);
        stop.set(true);
        for (Thread sender : senders) {
            sender.join();
        }

        assertThat(wrong).isEmpty();
        List<String> stored = stored(chat);
        assertThat(stored).doesNotHaveDuplicates();
        assertThat(new HashSet<>(stored)).isEqualTo(acknowledged);
    }

    /// The same send until it is acknowledged; whatever else comes must be a 503.
    private void insist(
            long chat,
            String clientId,
            Set<String> acknowledged,
            ConcurrentLinkedQueue<String> wrong) {
        while (true) {
            Answer answer = send(ada.api(), chat, clientId);
            if (answer.status() == 201) {
                acknowledged.add(clientId);
                return;
            }
            if (answer.status() != 503) {
                wrong.add(answer.text());
                return;
            }
        }
    }

    private static void awaitMore(Set<String> acknowledged, int more) throws InterruptedException {
        int enough = acknowledged.size() + more;
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (acknowledged.size() < enough) {
            assertThat(System.nanoTime()).as("sends go on").isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private List<String> stored(long chat) {
        List<String> stored = new ArrayList<>();
        long after = 0;
        JsonNode page;
        do {
            page =
                    ada.api()
                            .get("/api/messages/" + chat + "?limit=100&after=" + after)
                            .expect(200)
                            .json()
                            .path("messages");
            for (JsonNode message : page) {
                stored.add(message.path("client_id").asString());
                after = message.path("seq").asLong();
            }
        } while (!page.isEmpty());
        return stored;
    }

    @Test
    void withoutAFreeConnectionCallersGet503UntilThereIsOne() {
        administer("ALTER ROLE " + ROLE + " CONNECTION LIMIT 0");
        endConnections();
        expectOutage(ada.api().get("/api/chats"));
        expectOutage(
                server.api()
                        .post(
                                "/api/auth/login",
                                Map.of("email", ada.email(), "password", ada.password())));
        administer("ALTER ROLE " + ROLE + " CONNECTION LIMIT -1");

        Await.status(200, () -> ada.api().get("/api/chats"));
    }

    @Test
    void aDatabaseThatBecameAStandbyRefusesWritesClearlyAndIsLeftForTheNewPrimary() {
        long chat = ada.group(ada);
        administer("ALTER ROLE " + ROLE + " SET default_transaction_read_only = on");
        endConnections();
        Await.status(200, () -> ada.api().get("/api/chats"));
        expectOutage(ada.api().put("/api/chats/" + chat, Map.of("muted", true)));
        // From now on new connections can write; those in the pool still cannot.
        administer("ALTER ROLE " + ROLE + " RESET default_transaction_read_only");

        Await.status(200, () -> ada.api().put("/api/chats/" + chat, Map.of("muted", true)));
        Await.status(201, () -> send(ada.api(), chat, "after"));
        assertThat(stored(chat)).containsExactly("after");
    }
}
