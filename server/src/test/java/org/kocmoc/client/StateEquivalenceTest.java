package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.SyncProof;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// Old state + events = fresh state, over generated histories of everything that changes what a
/// client holds of its chats.
class StateEquivalenceTest {
    private static final int STEPS = 120;

    /// Steps between two comparisons, so that events also meet several changes at once.
    private static final int STRIDE = 6;

    @RegisterExtension static final TestServer server = new TestServer();

    private final List<Long> messages = new ArrayList<>();
    private final List<Person> people = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void generatedHistoriesAreFollowedExactly(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (String name : List.of("Ada", "Bob", "Carol", "Dan")) {
            people.add(server.people().newcomer(name));
        }
        Person owner = people.getFirst();
        long group = create(owner, "group", people.get(1), people.get(2));
        long pair = create(owner, "personal", people.get(1));
        try (SyncProof proof = new SyncProof(server, people.toArray(Person[]::new))) {
            for (int done = 0; done < STEPS; done += STRIDE) {
                proof.verify(
                        () -> {
                            for (int i = 0; i < STRIDE; i++) {
                                step(random, group, pair);
                            }
                        });
            }
            everyKindOnce(proof, group, pair);
            assertThat(proof.types())
                    .contains(
                            "message:new",
                            "message:forward",
                            "message:edit",
                            "message:delete",
                            "message:reaction",
                            "chat:update",
                            "chat:member",
                            "own chat:new",
                            "own chat:delete",
                            "own chat:settings",
                            "own chat:read");
        }
    }

    private static long create(Person owner, String type, Person... others) {
        return owner.api()
                .post(
                        "/api/chats",
                        Map.of(
                                "type",
                                type,
                                "name",
                                "A chat",
                                "participantIds",
                                List.of(others).stream().map(p -> p.id().value()).toList()))
                .json()
                .path("chat")
                .path("id")
                .asLong();
    }

    /// One change by somebody; refusals, for example of those who are no members, are part of it.
    private void step(SplittableRandom random, long group, long pair) {
        Person actor = people.get(random.nextInt(people.size()));
        Person other = people.get(random.nextInt(1, people.size()));
        long chat = random.nextInt(3) == 0 ? pair : group;
        Api api = actor.api();
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> send(api, chat, "words " + random.nextInt());
            case 3 -> send(api, chat, "hello <@" + other.id().value() + ">");
            case 4 ->
                    api.patch(
                            "/api/messages/" + any(random) + "/edit",
                            Map.of("text", "other <@" + other.id().value() + ">"));
            case 5 -> api.delete("/api/messages/" + any(random));
            case 6 -> api.post("/api/messages/" + any(random) + "/react", Map.of("reaction", "👍"));
            case 7 -> api.delete("/api/messages/" + any(random) + "/react");
            case 8, 9 ->
                    api.put(
                            "/api/messages/" + chat + "/read",
                            Map.of("up_to_seq", random.nextInt(1, 200)));
            case 10 -> forward(api, any(random), chat);
            case 11 -> changeMember(random, group, other);
            case 12 ->
                    people.getFirst()
                            .api()
                            .patch("/api/chats/" + group, Map.of("name", "N" + random.nextInt()));
            default -> settings(random, api, chat, group);
        }
    }

    private void settings(SplittableRandom random, Api api, long chat, long group) {
        switch (random.nextInt(4)) {
            case 0 -> api.put("/api/chats/" + chat, Map.of("muted", random.nextBoolean()));
            case 1 -> api.put("/api/chats/" + chat, Map.of("unreadCount", random.nextInt(5)));
            case 2 -> api.put("/api/chats/" + group + "/pins/" + any(random), Map.of());
            default -> api.delete("/api/chats/" + group + "/pins/" + any(random));
        }
    }

    private void send(Api api, long chat, String text) {
        remember(api.post("/api/messages/" + chat, Map.of("text", text)).json());
    }

    private void forward(Api api, long message, long chat) {
        remember(
                api.post("/api/messages/" + message + "/forward", Map.of("targetChatId", chat))
                        .json());
    }

    private void remember(JsonNode answer) {
        if (answer.has("message")) {
            messages.add(answer.path("message").path("id").asLong());
        }
    }

    private long any(SplittableRandom random) {
        return messages.isEmpty() ? 1 : messages.get(random.nextInt(messages.size()));
    }

    private void changeMember(SplittableRandom random, long group, Person other) {
        Api owner = people.getFirst().api();
        long id = other.id().value();
        switch (random.nextInt(4)) {
            case 0 -> owner.delete("/api/chats/" + group + "/members/" + id);
            case 1 -> other.api().post("/api/chats/" + group + "/leave", Map.of());
            case 2 ->
                    owner.put(
                            "/api/chats/" + group + "/members/" + id,
                            Map.of("role", random.nextBoolean() ? "admin" : "member"));
            default ->
                    owner.post("/api/chats/" + group + "/members", Map.of("userIds", List.of(id)));
        }
    }

    /// What chance may have left out, each alone, so that a difference names its cause.
    private void everyKindOnce(SyncProof proof, long group, long pair) {
        Api ada = people.getFirst().api();
        Api bob = people.get(1).api();
        long bobId = people.get(1).id().value();
        SplittableRandom last = new SplittableRandom(messages.size());
        proof.verify(
                () ->
                        ada.post(
                                "/api/chats/" + group + "/members",
                                Map.of("userIds", List.of(bobId))));
        proof.verify(() -> send(ada, group, "last words"));
        proof.verify(() -> forward(ada, messages.getLast(), pair));
        proof.verify(
                () ->
                        ada.patch(
                                "/api/messages/" + messages.getLast() + "/edit",
                                Map.of("text", "nearly")));
        proof.verify(
                () ->
                        bob.post(
                                "/api/messages/" + messages.getLast() + "/react",
                                Map.of("reaction", "🎉")));
        proof.verify(() -> bob.put("/api/messages/" + pair + "/read", Map.of()));
        proof.verify(() -> bob.put("/api/chats/" + pair, Map.of("muted", last.nextBoolean())));
        proof.verify(() -> ada.delete("/api/messages/" + messages.getLast()));
        proof.verify(() -> ada.patch("/api/chats/" + group, Map.of("description", "of all")));
        proof.verify(() -> ada.delete("/api/chats/" + group + "/members/" + bobId));
        proof.verify(() -> bob.delete("/api/chats/" + pair));
        proof.verify(() -> send(ada, pair, "are you there?"));
    }
}
