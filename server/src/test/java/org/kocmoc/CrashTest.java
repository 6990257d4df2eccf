package org.kocmoc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.ChildServer;
import tools.jackson.databind.JsonNode;

class CrashTest {
    private static final int ROUNDS = 10;
    private static final int SENDERS = 32;
    private static final int CHATS = 4;

    private record Acknowledged(long chat, long seq, String text) {}

    @TempDir Path folder;

    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final List<Long> chats = new ArrayList<>();
    private String token = "";

    @Test
    void everyAcknowledgedMessageSurvivesTenKills() throws Exception {
        SplittableRandom random = new SplittableRandom(20_301_123);
        try (ChildServer server = ChildServer.start(folder)) {
            populate(server);
            for (int round = 0; round < ROUNDS; round++) {
                sendUntilKilled(server, round, random.nextInt(SENDERS, 10 * SENDERS));
                server.restart();
                verify(server.api().as(token));
            }
            assertThat(server.stop()).isZero();
        }
        assertThat(acknowledged).hasSizeGreaterThan(ROUNDS * SENDERS);
    }

    private void populate(ChildServer server) {
        token = signIn(server, "ada@kocmoc.test");
        for (int i = 0; i < CHATS; i++) {
            long peer = register(server, "peer" + i + "@kocmoc.test");
            chats.add(
                    server.api()
                            .as(token)
                            .post(
                                    "/api/chats",
                                    Map.of("type", "personal", "participantIds", List.of(peer)))
                            .expect(201)
                            .json()
                            .path("chat")
                            .path("id")
                            .asLong());
        }
    }

    private static long register(ChildServer server, String email) {
        return server.api()
                .post(
                        "/api/auth/register",
                        Map.of("name", "Somebody", "email", email, "password", "long enough"))
                .expect(201)
                .json()
                .path("userId")
                .asLong();
    }

    private static String signIn(ChildServer server, String email) {
        long id = register(server, email);
        return server.api()
                .post(
                        "/api/auth/verify-email",
                        Map.of("userId", id, "code", server.mails().code(email)))
                .expect(200)
                .json()
                .path("token")
                .asString();
    }

    private void sendUntilKilled(ChildServer server, int round, int acknowledgements)
            throws Exception {
        int enough = acknowledged.size() + acknowledgements;
        AtomicBoolean killed = new AtomicBoolean();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            int sender = i;
            Api api = server.api().as(token);
            senders.add(
                    Thread.startVirtualThread(
                            () -> {
                                for (int n = 0; !killed.get(); n++) {
                                    send(api, round + "/" + sender + "/" + n);
                                }
                            }));
        }
        while (acknowledged.size() < enough) {
            Thread.sleep(1);
        }
        server.kill();
        killed.set(true);
        for (Thread sender : senders) {
            sender.join();
        }
    }

    private void send(Api api, String text) {
        long chat = chats.get(Math.floorMod(text.hashCode(), CHATS));
        try {
            Answer answer = api.post("/api/messages/" + chat, Map.of("text", text));
            if (answer.status() == 201) {
                long seq = answer.json().path("message").path("seq").asLong();
                acknowledged.add(new Acknowledged(chat, seq, text));
            }
        } catch (UncheckedIOException e) {
            // Killed before it answered: nothing was promised.
            assertThat(e.getCause()).isNotNull();
        }
    }

    private void verify(Api api) {
        for (long chat : chats) {
            SortedMap<Long, String> stored = read(api, chat);
            assertThat(stored.keySet())
                    .containsExactlyElementsOf(
                            LongStream.range(0, stored.size())
                                    .mapToObj(i -> stored.firstKey() + i)
                                    .toList());
            assertThat(stored.values()).doesNotHaveDuplicates();
            acknowledged.stream()
                    .filter(message -> message.chat() == chat)
                    .forEach(
                            message ->
                                    assertThat(stored)
                                            .containsEntry(message.seq(), message.text()));
        }
    }

    private static SortedMap<Long, String> read(Api api, long chat) {
        SortedMap<Long, String> stored = new TreeMap<>();
        JsonNode page;
        do {
            long after = stored.isEmpty() ? 0 : stored.lastKey();
            page =
                    api.get("/api/messages/" + chat + "?limit=100&after=" + after)
                            .expect(200)
                            .json()
                            .path("messages");
            page.forEach(
                    message ->
                            stored.put(
                                    message.path("seq").asLong(), message.path("text").asString()));
        } while (!page.isEmpty());
        return stored;
    }
}
