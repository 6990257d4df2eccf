package org.kocmoc.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.kocmoc.base.Bytes;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import tools.jackson.databind.JsonNode;

/// Long messages of several senders at once, and which of them were acknowledged.
final class Writers {
    private static final int LETTERS = 15_000;
    private static final int SENDERS = 4;

    private final Api ada;
    private final long chat;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ids = new AtomicInteger();

    Writers(Api ada, long chat) {
        this.ada = ada;
        this.chat = chat;
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    Answer send(String id) {
        String text = Bytes.hex(Bytes.random(LETTERS / 2));
        return ada.post("/api/messages/" + chat, Map.of("text", text, "client_id", id));
    }

    /// Each sender goes on until it is refused, which must be by an honest 503.
    List<String> sendUntilRefused() throws InterruptedException {
        List<String> refused = new ArrayList<>();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            senders.add(Thread.startVirtualThread(() -> sendUntilRefused(refused)));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(refused).hasSize(SENDERS);
        return refused;
    }

    private void sendUntilRefused(List<String> refused) {
        while (true) {
            String id = "m" + ids.incrementAndGet();
            Answer answer = send(id);
            if (answer.status() == 201) {
                acknowledged.add(id);
                continue;
            }
            synchronized (refused) {
                if (answer.status() == 503 && !answer.header("Retry-After").isEmpty()) {
                    refused.add(id);
                }
            }
            return;
        }
    }

    /// Sends what was refused, until it is acknowledged.
    void sendAgain(List<String> refused) {
        for (String id : refused) {
            Await.status(201, () -> send(id));
            acknowledged.add(id);
        }
    }

    /// The ids of all that is in the chat.
    List<String> stored() {
        List<String> stored = new ArrayList<>();
        long after = 0;
        while (true) {
            JsonNode page =
                    ada.get("/api/messages/" + chat + "?limit=100&after=" + after)
                            .expect(200)
                            .json()
                            .path("messages");
            if (page.isEmpty()) {
                return stored;
            }
            for (JsonNode message : page) {
                stored.add(message.path("client_id").asString());
                after = message.path("seq").asLong();
            }
        }
    }
}
