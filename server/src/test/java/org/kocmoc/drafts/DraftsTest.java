package org.kocmoc.drafts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class DraftsTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().ada();
    private final Person bob = server.people().bob();
    private long chat;

    @BeforeEach
    void group() {
        chat = ada.group(bob);
    }

    private String path() {
        return "/api/chats/" + chat + "/draft";
    }

    private Answer put(Person person, String text, int base) {
        return person.api().put(path(), Map.of("text", text, "base_version", base));
    }

    private JsonNode draft(Person person) {
        return person.api().get(path()).expect(200).json().path("draft");
    }

    private List<Long> drafted(Person person) {
        List<Long> chats = new ArrayList<>();
        person.api()
                .get("/api/drafts")
                .expect(200)
                .json()
                .path("drafts")
                .forEach(draft -> chats.add(draft.path("chat_id").asLong()));
        return chats;
    }

    private List<String> events(Person person) {
        return server.database()
                .read(
                        handle ->
                                handle.select(
                                                "SELECT data::text FROM user_events WHERE user_id = ? AND type = 'draft:update'"
                                                        + " AND (data->>'chat')::bigint = ? ORDER BY seq",
                                                person.id().value(),
                                                chat)
                                        .mapTo(String.class)
                                        .list());
    }

    @Test
    void whatOneDeviceWritesTheOthersShow() {
        assertThat(draft(ada).path("version").asInt()).isZero();
        JsonNode saved = put(ada, "Привет, я ещё не", 0).expect(200).json().path("draft");

        assertThat(saved.path("version").asInt()).isEqualTo(1);
        assertThat(draft(ada).path("text").asString()).isEqualTo("Привет, я ещё не");
        assertThat(drafted(ada)).contains(chat);
        assertThat(drafted(bob)).doesNotContain(chat);
        assertThat(draft(bob).path("text").asString()).isEmpty();
        assertThat(events(ada)).singleElement().asString().contains("\"version\": 1");
        assertThat(events(ada).getFirst()).doesNotContain("Привет");
    }

    @Test
    void aDeviceThatIsBehindGetsWhatIsThereAndChangesNothing() {
        put(ada, "from the phone", 0).expect(200);

        Answer refused = put(ada, "from the desk", 0).expect(409);
        assertThat(refused.json().path("code").asString()).isEqualTo("draft_conflict");
        assertThat(refused.json().path("draft").path("text").asString())
                .isEqualTo("from the phone");
        assertThat(draft(ada).path("text").asString()).isEqualTo("from the phone");
        put(ada, "", 0).expect(409);
        put(ada, "from the desk", 1).expect(200);
        put(ada, "far ahead", 9).expect(409);
        assertThat(draft(ada).path("version").asInt()).isEqualTo(2);
    }

    @Test
    void aLateRepeatOfTheSameIsNoConflict() {
        put(ada, "the same", 0).expect(200);
        JsonNode again = put(ada, "the same", 0).expect(200).json().path("draft");

        assertThat(again.path("version").asInt()).isEqualTo(1);
        assertThat(events(ada)).hasSize(1);
        ada.api()
                .put(path(), Map.of("text", "the same", "base_version", 0, "reply_to", 5))
                .expect(409);
    }

    @Test
    void anEmptiedDraftIsNotListedAndItsVersionDoesNotGoBack() {
        put(ada, "something", 0).expect(200);
        JsonNode emptied = put(ada, " ", 1).expect(200).json().path("draft");

        assertThat(emptied.path("text").asString()).isEmpty();
        assertThat(emptied.path("version").asInt()).isEqualTo(2);
        assertThat(drafted(ada)).doesNotContain(chat);
        put(ada, "from a device that saw nothing", 0).expect(409);
        put(ada, "again", 2).expect(200);
        assertThat(draft(ada).path("version").asInt()).isEqualTo(3);
    }

    @Test
    void sendingADraftEmptiesIt() {
        put(ada, "to be sent", 0).expect(200);
        Map<String, Object> message =
                Map.of("text", "to be sent", "draft_version", 1, "client_id", "draft-1");
        ada.api().post("/api/messages/" + chat, message).expect(201);
        assertThat(draft(ada).path("text").asString()).isEmpty();
        put(ada, "the next one", 2).expect(200);

        // A repeat of the send, or one that knows an older draft, leaves the newer one alone.
        ada.api().post("/api/messages/" + chat, message).expect(201);
        ada.api().post("/api/messages/" + chat, Map.of("text", "other")).expect(201);

        assertThat(draft(ada).path("text").asString()).isEqualTo("the next one");
        assertThat(events(ada)).hasSize(3);
    }

    @Test
    void ofManyDevicesAtOnceOneIsFirst() throws Exception {
        List<Callable<Integer>> tries = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String text = "device " + i;
            tries.add(() -> put(ada, text, 0).status());
        }
        try (ExecutorService devices = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> one : devices.invokeAll(tries)) {
                answers.add(one.get());
            }
            assertThat(answers).containsOnlyOnce(200).containsOnly(200, 409);
        }
        assertThat(draft(ada).path("version").asInt()).isEqualTo(1);
    }

    @Test
    void textsAreSealedAndOpenNowhereElse() {
        put(ada, "canary of a draft", 0).expect(200);
        List<String> tables =
                server.database()
                        .read(
                                handle ->
                                        handle.createQuery(
                                                        """
                                                        SELECT table_name FROM information_schema.tables
                                                        WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
                                                        """)
                                                .mapTo(String.class)
                                                .list());
        assertThat(tables).contains("drafts");
        for (String table : tables) {
            long found =
                    server.database()
                            .read(
                                    handle ->
                                            handle.createQuery(
                                                            "SELECT count(*) FROM %s t WHERE t::text LIKE '%%canary of a draft%%'"
                                                                            .formatted(table)
                                                                    + " OR t::text LIKE '%' || encode('canary of a draft', 'hex') || '%'")
                                                    .mapTo(Long.class)
                                                    .one());
            assertThat(found).as(table).isZero();
        }
    }

    @Test
    void itGoesWithTheMembership() {
        put(bob, "I never said it", 0).expect(200);
        bob.api().post("/api/chats/" + chat + "/leave").expect(200);

        bob.api().get(path()).expect(403);
        put(bob, "still here", 1).expect(403);
        assertThat(drafted(bob)).doesNotContain(chat);
        ada.api()
                .post("/api/chats/" + chat + "/members", Map.of("userIds", List.of(bob.id())))
                .expect(200);
        assertThat(draft(bob).path("text").asString()).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        ada.api().put(path(), Map.of("text", "x".repeat(16_385), "base_version", 0)).expect(400);
        ada.api().put(path(), Map.of("text", 5, "base_version", 0)).expect(400);
        ada.api().put(path(), Map.of("text", "x", "base_version", "one")).expect(400);
        ada.api().put(path(), Map.of("text", "x", "reply_to", -1)).expect(400);
        ada.api().put("/api/chats/abc/draft", Map.of("text", "x")).expect(403);
        server.people().carol().api().put(path(), Map.of("text", "x")).expect(403);
        ada.api()
                .post("/api/messages/" + chat, Map.of("text", "x", "draft_version", Long.MAX_VALUE))
                .expect(201);
        assertThat(draft(ada).path("version").asInt()).isZero();
    }

    @Test
    void chatsThatTheServerCannotReadHaveNoDraftsHere() {
        long sealed =
                ada.api()
                        .post(
                                "/api/chats",
                                Map.of("participantIds", List.of(bob.id()), "mode", "e2ee"))
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();

        ada.api().put("/api/chats/" + sealed + "/draft", Map.of("text", "secret")).expect(409);
    }
}
