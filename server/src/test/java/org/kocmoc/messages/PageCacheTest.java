package org.kocmoc.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// The newest page comes from memory; pages before a number never do. They must always agree.
class PageCacheTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().ada();
    private final Person bob = server.people().bob();

    @Test
    void whateverHappensThePageFromMemoryIsTheOneFromTheDatabase() {
        long chat = ada.group(bob);
        SplittableRandom random = new SplittableRandom(5);
        List<Long> own = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            step(random, chat, own);

            for (Person reader : List.of(ada, bob)) {
                assertThat(page(reader, chat)).isEqualTo(unbuffered(reader, chat));
                assertThat(page(reader, chat)).isEqualTo(unbuffered(reader, chat));
            }
        }
        assertThat(own).isNotEmpty();
    }

    private void step(SplittableRandom random, long chat, List<Long> own) {
        if (own.isEmpty() || random.nextInt(3) == 0) {
            own.add(ada.say(chat, "text " + random.nextInt()));
            return;
        }
        long message = own.get(random.nextInt(own.size()));
        switch (random.nextInt(6)) {
            case 0 ->
                    ada.api()
                            .patch(
                                    "/api/messages/" + message + "/edit",
                                    Map.of("text", "other " + random.nextInt()))
                            .expect(200);
            case 1 -> {
                own.remove(message);
                ada.api().delete("/api/messages/" + message).expect(200);
            }
            case 2 ->
                    bob.api()
                            .post(
                                    "/api/messages/" + message + "/react",
                                    Map.of("reaction", random.nextBoolean() ? "👍" : "❤️"))
                            .expect(200);
            case 3 -> bob.api().delete("/api/messages/" + message + "/react").expect(200);
            case 4 -> bob.api().put("/api/messages/" + chat + "/read", Map.of()).expect(200);
            default ->
                    ada.api()
                            .put(
                                    "/api/users/" + ada.id(),
                                    Map.of("name", "Ada " + random.nextInt()))
                            .expect(200);
        }
    }

    @Test
    void anAccountThatIsGoneIsGoneFromThePage() {
        Person carol = server.people().newcomer("Carol");
        long chat = ada.group(bob, carol);
        long message = ada.say(chat, "hello <@" + carol.id() + ">");
        carol.api()
                .post("/api/messages/" + message + "/react", Map.of("reaction", "👍"))
                .expect(200);
        carol.api().post("/api/messages/" + chat, Map.of("text", "from Carol")).expect(201);
        assertThat(page(ada, chat)).hasSize(2);

        carol.api().delete("/api/account", Map.of("password", carol.password())).expect(200);

        List<JsonNode> page = page(ada, chat);
        assertThat(page).isEqualTo(unbuffered(ada, chat));
        assertThat(page.getFirst().path("reactions")).isEmpty();
        assertThat(page.getFirst().path("mentions")).isEmpty();
        assertThat(page.getLast().path("sender_name").asString())
                .isEqualTo(Message.DELETED_ACCOUNT);
    }

    @Test
    void anUnchangedPageIsNotSentAgain() {
        long chat = ada.group(bob);
        ada.say(chat, "x");
        Answer first = bob.api().get("/api/messages/" + chat).expect(200);
        String tag = first.header("ETag");

        bob.api().with("If-None-Match", tag).get("/api/messages/" + chat).expect(304);
        assertThat(ada.api().get("/api/messages/" + chat).header("ETag")).isNotEqualTo(tag);
        bob.api().put("/api/messages/" + chat + "/read", Map.of()).expect(200);

        assertThat(bob.api().with("If-None-Match", tag).get("/api/messages/" + chat).status())
                .isEqualTo(200);
    }

    private List<JsonNode> page(Person reader, long chat) {
        return messages(reader, "/api/messages/" + chat);
    }

    private List<JsonNode> unbuffered(Person reader, long chat) {
        return messages(reader, "/api/messages/" + chat + "?limit=100&before=" + Long.MAX_VALUE)
                .stream()
                .filter(message -> !message.path("deleted").asBoolean())
                .toList();
    }

    private static List<JsonNode> messages(Person reader, String path) {
        JsonNode list = reader.api().get(path).expect(200).json().path("messages");
        return StreamSupport.stream(list.spliterator(), false).toList();
    }
}
