package org.kocmoc.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.Bytes;
import org.kocmoc.terms.Words;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class SearchTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private long group;
    private long pair;

    @BeforeEach
    void chats() {
        group =
                chat(
                        Map.of(
                                "type",
                                "group",
                                "name",
                                "Садоводы",
                                "participantIds",
                                List.of(bob.id())));
        pair = chat(Map.of("participantIds", List.of(bob.id())));
    }

    private long chat(Map<String, ?> wanted) {
        return ada.api()
                .post("/api/chats", wanted)
                .expect(201)
                .json()
                .path("chat")
                .path("id")
                .asLong();
    }

    private static JsonNode search(Person person, String query, String more) {
        return person.api().get("/api/search?q=" + encoded(query) + more).expect(200).json();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<Long> found(Person person, String query) {
        return ids(search(person, query, "&kind=messages"));
    }

    private static List<Long> ids(JsonNode answer) {
        List<Long> ids = new ArrayList<>();
        answer.path("messages").forEach(hit -> ids.add(hit.path("message").path("id").asLong()));
        return ids;
    }

    private long terms() {
        return server.database()
                .read(
                        handle ->
                                handle.select(
                                                "SELECT count(*) FROM message_terms WHERE chat_id IN (?, ?)",
                                                group,
                                                pair)
                                        .mapTo(Long.class)
                                        .one());
    }

    @Test
    void aWordFindsItsOtherForms() {
        long cats = ada.say(group, "На ёлке сидели две кошки");
        long cat = bob.say(pair, "Кормил КОШКУ вчера");
        bob.say(pair, "а собаку нет");
        long runs = ada.say(pair, "She was running all day");

        for (String form : List.of("кошка", "кошек", "кошками", "Кошке")) {
            assertThat(found(ada, form)).as(form).containsExactly(cat, cats);
        }
        assertThat(found(bob, "елки")).containsExactly(cats);
        assertThat(found(bob, "ЁЛКА кошка")).containsExactly(cats);
        assertThat(found(bob, "кошка собака")).isEmpty();
        assertThat(found(ada, "run")).containsExactly(runs);
        long ran = ada.say(group, "Утром бежал по парку");
        assertThat(found(ada, "бежать")).containsExactly(ran);
    }

    @Test
    void aHitSaysWhereItIsAndShowsTheWord() {
        long id = ada.say(group, "слово ".repeat(60) + "жираф и 😀 ещё " + "дом ".repeat(60));

        JsonNode hit = search(bob, "жирафы", "").path("messages").path(0);
        assertThat(hit.path("message").path("id").asLong()).isEqualTo(id);
        assertThat(hit.path("chat").path("id").asLong()).isEqualTo(group);
        assertThat(hit.path("chat").path("name").asString()).isEqualTo("Садоводы");
        String snippet = hit.path("snippet").path("text").asString();
        JsonNode range = hit.path("snippet").path("ranges").path(0);
        assertThat(snippet).startsWith("…").endsWith("…").hasSizeLessThan(210);
        assertThat(snippet.substring(range.path(0).asInt(), range.path(1).asInt()))
                .isEqualTo("жираф");
    }

    @Test
    void nobodyFindsWhatTheyMayNotRead() {
        ada.say(pair, "тайна двоих");
        ada.say(group, "тайна до прихода");
        Person carol = server.people().newcomer("Carol");
        ada.api()
                .post("/api/chats/" + group + "/members", Map.of("userIds", List.of(carol.id())))
                .expect(200);
        long seen = ada.say(group, "тайна после прихода");

        assertThat(found(carol, "тайна")).containsExactly(seen);
        carol.api().post("/api/chats/" + group + "/leave").expect(200);
        assertThat(found(carol, "тайна")).isEmpty();
        bob.api().delete("/api/chats/" + pair).expect(200);
        assertThat(found(bob, "двое двоих")).isEmpty();
        assertThat(found(ada, "двоих")).hasSize(1);
    }

    @Test
    void editsAndDeletionsAreFollowed() {
        long id = ada.say(group, "сначала про арбуз");
        assertThat(found(bob, "арбузы")).containsExactly(id);
        ada.api()
                .patch("/api/messages/" + id + "/edit", Map.of("text", "теперь про дыню"))
                .expect(200);

        assertThat(found(bob, "арбуз")).isEmpty();
        assertThat(found(bob, "дыня")).containsExactly(id);
        ada.api().delete("/api/messages/" + id).expect(200);
        assertThat(found(bob, "дыня")).isEmpty();
        assertThat(terms()).isZero();
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            all.addFirst(ada.say(i % 2 == 0 ? group : pair, "страница номер " + i));
        }
        List<Long> seen = new ArrayList<>();
        String before = "";
        int pages = 0;
        while (pages < 10) {
            JsonNode page = search(bob, "страницы", "&kind=messages&limit=10" + before);
            seen.addAll(ids(page));
            pages++;
            if (page.path("next").isNull()) {
                break;
            }
            before = "&before=" + page.path("next").asLong();
        }
        assertThat(seen).isEqualTo(all);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void chatsAndPeopleAreFoundByAPartOfTheName() {
        JsonNode answer = search(bob, "САД", "");
        assertThat(answer.path("chats").path(0).path("id").asLong()).isEqualTo(group);
        JsonNode people = search(bob, "Ada", "&kind=people");
        assertThat(people.path("people").valueStream().map(one -> one.path("id").asLong()))
                .contains(ada.id().value());
        assertThat(people.path("chats").isEmpty()).isTrue();
        assertThat(people.toString()).doesNotContain(ada.email());
        Person carol = server.people().newcomer("Carol");
        assertThat(search(carol, "Садоводы", "").path("chats").isEmpty()).isTrue();
    }

    @Test
    void searchInAChatKnowsFormsAndPartsOfWords() {
        long forms = ada.say(group, "купил две кошки");
        long part = ada.say(group, "автокошелёк");
        ada.say(pair, "кошки в другом чате");

        List<Long> ids = new ArrayList<>();
        bob.api()
                .get("/api/messages/" + group + "/search?q=" + encoded("кошками"))
                .expect(200)
                .json()
                .path("messages")
                .forEach(hit -> ids.add(hit.path("id").asLong()));
        assertThat(ids).containsExactly(forms);
        ids.clear();
        bob.api()
                .get("/api/messages/" + group + "/search?q=" + encoded("кош"))
                .json()
                .path("messages")
                .forEach(hit -> ids.add(hit.path("id").asLong()));
        assertThat(ids).containsExactly(part, forms);
    }

    @Test
    void queriesThatMakeNoSenseAreRefused() {
        ada.api().get("/api/search").expect(400);
        ada.api().get("/api/search?q=a").expect(400);
        ada.api().get("/api/search?q=" + "a".repeat(201)).expect(400);
        ada.api().get("/api/search?q=abc&kind=everything").expect(400);
        ada.api().get("/api/search?q=%00%00").expect(400);
        server.api().get("/api/search?q=abc").expect(401);
        assertThat(ids(search(ada, "!!! ???", ""))).isEmpty();
        assertThat(ids(search(ada, "'; DROP TABLE messages; --", ""))).isEmpty();
        assertThat(ids(search(ada, "слово", "&before=abc&limit=-5"))).isEmpty();
    }

    @Test
    void noTableHoldsAWordOrAHashThatAnybodyCouldMake() {
        String word = "канарейка";
        ada.say(group, word);
        ada.say(pair, word);
        assertThat(found(bob, word)).hasSize(2);

        String stem = Words.stems(word).iterator().next();
        Set<String> forbidden = new TreeSet<>();
        for (String text : List.of(word, stem)) {
            forbidden.add(text);
            forbidden.add(Bytes.hex(Bytes.utf8(text)));
            forbidden.add(Bytes.sha256Hex(text).substring(0, 16));
            forbidden.add(Bytes.hex(Bytes.hmac(new byte[32], Bytes.utf8(text))).substring(0, 16));
        }
        List<String> tables =
                strings(
                        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
                                + " AND table_type = 'BASE TABLE'");
        assertThat(tables).contains("message_terms", "messages");
        for (String table : tables) {
            for (String text : forbidden) {
                assertThat(
                                strings(
                                        "SELECT t::text FROM %s t WHERE t::text LIKE '%%%s%%'"
                                                .formatted(table, text)))
                        .as(table)
                        .isEmpty();
            }
        }
        // The same word looks different in every chat.
        assertThat(
                        strings(
                                "SELECT terms::text FROM message_terms WHERE chat_id IN (%d, %d)"
                                        .formatted(group, pair)))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    private static List<String> strings(String sql) {
        return server.database().read(handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
