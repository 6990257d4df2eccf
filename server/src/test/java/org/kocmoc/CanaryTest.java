package org.kocmoc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// What people write, their names, addresses, passwords and tokens leave no trace in any log: not
/// in ours with every logger at DEBUG, not in PostgreSQL's.
class CanaryTest {
    private static final String CANARY = "canary5b1f";

    /// Keeps every event as the JSON line that would be written.
    private static final class Keeper extends AppenderBase<ILoggingEvent> {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final JsonEncoder encoder = new JsonEncoder();

        @Override
        public void start() {
            encoder.setContext(getContext());
            encoder.start();
            super.start();
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(
                    new String(encoder.encode(event), StandardCharsets.UTF_8).replace("\\/", "/"));
        }
    }

    private static final Logger ROOT =
            (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private static final Keeper KEEPER = new Keeper();
    private static final Level BEFORE = ROOT.getLevel();

    @RegisterExtension static final TestServer server = new TestServer();

    @BeforeAll
    static void listen() {
        SLF4JBridgeHandler.install();
        LogManager.getLogManager().getLogger("").setLevel(java.util.logging.Level.FINE);
        KEEPER.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        KEEPER.start();
        ROOT.detachAppender("CONSOLE");
        ROOT.addAppender(KEEPER);
        ROOT.setLevel(Level.DEBUG);
    }

    @AfterAll
    static void stopListening() {
        LogManager.getLogManager().getLogger("").setLevel(java.util.logging.Level.INFO);
        ROOT.setLevel(BEFORE);
        ROOT.detachAppender(KEEPER);
    }

    @Test
    void noLogHoldsWhatPeopleWriteNorWhoTheyAre() throws IOException {
        live();
        fail();

        for (String heard : List.of("/api/messages/:chatId", "DEBUG", "request failed")) {
            assertThat(linesWith(heard)).as("the logs were listened to").isNotEmpty();
        }
        assertThat(linesWith(CANARY)).isEmpty();
        assertThat(postgresLog()).contains("duplicate key").doesNotContain(CANARY);
    }

    private static List<String> linesWith(String text) {
        return KEEPER.lines.stream().filter(line -> line.contains(text)).limit(3).toList();
    }

    /// Everything that a person does with words.
    private static void live() {
        Person ada = server.people().newcomer("Ada " + CANARY);
        Person bob = server.people().bob();
        server.people().register(CANARY, CANARY + "@kocmoc.test", CANARY + " password");
        long chat =
                ada.api()
                        .post(
                                "/api/chats",
                                Map.of(
                                        "type",
                                        "group",
                                        "name",
                                        CANARY,
                                        "participantIds",
                                        List.of(bob.id())))
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        String messages = "/api/messages/" + chat;
        Map<String, String> text = Map.of("text", CANARY, "client_id", CANARY);
        long message = ada.api().post(messages, text).expect(201).json().findValue("id").asLong();
        ada.api().patch("/api/messages/" + message + "/edit", Map.of("text", CANARY)).expect(200);
        ada.api().get(messages + "/search?q=" + CANARY).expect(200);
        ada.api().get("/api/users/search/" + CANARY).expect(200);
        ada.api().put("/api/users/" + ada.id(), Map.of("bio", CANARY)).expect(200);
        ada.api()
                .post(
                        "/api/files/upload",
                        Multipart.file(
                                CANARY + ".txt",
                                "text/plain",
                                CANARY.getBytes(StandardCharsets.UTF_8)))
                .expect(200);
        ada.api().post("/api/stories", Map.of("type", "text", "text", CANARY)).expect(201);
        bob.api().post("/api/reports", Map.of("messageId", message, "reason", CANARY)).expect(201);
        bob.api().delete("/api/account", Map.of("password", CANARY)).expect(403);
    }

    /// Refusals and failures, which tempt to log what was refused.
    private static void fail() {
        Map<String, String> login = Map.of("email", CANARY + "@kocmoc.test", "password", CANARY);
        server.api().post("/api/auth/login", login).expect(401);
        server.api().as(CANARY + "." + CANARY + "." + CANARY).get("/api/chats").expect(401);
        server.api().get("/api/" + CANARY + "?token=" + CANARY).expect(404);
        server.api()
                .send(
                        "POST",
                        "/api/auth/login",
                        BodyPublishers.ofString("{\"" + CANARY + "\":" + CANARY),
                        "application/json")
                .expect(400);
        // A statement that PostgreSQL refuses, with the person's words in its values: as a bug of
        // ours would send it. The request fails with a stack trace in the log.
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        "ALTER TABLE stories ADD CONSTRAINT broken CHECK (text <> '%s')"
                                                        .formatted("x")
                                                + " NOT VALID"));
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        "CREATE UNIQUE INDEX broken_text ON stories (background)"));
        Person ada = server.people().ada();
        Map<String, String> story = Map.of("type", "text", "text", CANARY, "background", "#a1b2c3");
        ada.api().post("/api/stories", story).expect(201);
        ada.api().post("/api/stories", story).expect(500);
    }

    private static String postgresLog() throws IOException {
        Path log =
                server.database()
                        .read(
                                handle ->
                                        Path.of(
                                                handle.createQuery(
                                                                """
                                                                SELECT current_setting('data_directory')
                                                                    || '/' || pg_current_logfile()
                                                                """)
                                                        .mapTo(String.class)
                                                        .one()));
        return Files.readString(log);
    }
}
