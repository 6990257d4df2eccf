package org.kocmoc.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.base.Json;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.Pictures;
import org.kocmoc.testkit.Rows;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class StoriesTest {
    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);
    private static final InstantSource CLOCK = () -> Instant.now().plus(AHEAD.get());

    @RegisterExtension static final TestServer server = new TestServer().with(CLOCK);

    private Person ada;
    private Person bob;
    private Person carol;

    @BeforeEach
    void strangers() {
        AHEAD.set(Duration.ZERO);
        ada = server.people().ada();
        bob = server.people().bob();
        carol = server.people().carol();
        for (String table :
                List.of("stories", "contacts", "blocks", "chat_participants", "user_events")) {
            execute("DELETE FROM " + table);
        }
    }

    private static void execute(String sql, Object... values) {
        server.database().execute(handle -> handle.execute(sql, values));
    }

    private static void adds(Person owner, Person contact) {
        execute(
                "INSERT INTO contacts (owner_id, contact_id) VALUES (?, ?)",
                owner.id(),
                contact.id());
    }

    private static void blocks(Person blocker, Person blocked) {
        execute(
                "INSERT INTO blocks (blocker_id, blocked_id) VALUES (?, ?)",
                blocker.id(),
                blocked.id());
    }

    private static JsonNode says(Person author, String text) {
        return author.api()
                .post("/api/stories", Map.of("type", "text", "text", text, "background", "#112233"))
                .expect(201)
                .json()
                .path("story");
    }

    private static List<String> sees(Person reader) {
        JsonNode stories = reader.api().get("/api/stories").expect(200).json().path("stories");
        return StreamSupport.stream(stories.spliterator(), false)
                .map(story -> story.path("text").asString())
                .toList();
    }

    private static String path(JsonNode story) {
        return "/api/stories/" + story.path("id").asLong();
    }

    private static String photo(Person owner) {
        return upload(owner, "p.png", "image/png", Pictures.plain("png", 9, 9));
    }

    private static String upload(Person owner, String name, String type, byte[] content) {
        return owner.api()
                .post("/api/files/upload", Multipart.file(name, type, content))
                .expect(200)
                .json()
                .path("file")
                .path("url")
                .asString();
    }

    private static List<String> told(Person person) {
        return server.database()
                .read(
                        handle ->
                                handle.createQuery(
                                                """
                                                SELECT type || ' ' || data::text FROM user_events
                                                WHERE user_id = :user ORDER BY seq
                                                """)
                                        .bind("user", person.id())
                                        .mapTo(String.class)
                                        .list());
    }

    @Test
    void aStoryIsAnsweredWithAllThatIsKnownOfIt() {
        JsonNode story = says(ada, "привет");

        assertThat(story.path("user_id").asLong()).isEqualTo(ada.id().value());
        assertThat(story.path("user_name").asString()).isEqualTo("Ada");
        assertThat(story.path("type").asString()).isEqualTo("text");
        assertThat(story.path("text").asString()).isEqualTo("привет");
        assertThat(story.path("background").asString()).isEqualTo("#112233");
        assertThat(story.path("content_url").isNull()).isTrue();
        assertThat(story.path("viewed").asBoolean()).isFalse();
        assertThat(story.path("views").asInt()).isZero();
        Instant created = Instant.parse(story.path("created_at").asString());
        assertThat(Instant.parse(story.path("expires_at").asString()))
                .isEqualTo(created.plus(Duration.ofDays(1)));
    }

    @Test
    void contactsAndChatMatesOfTheAuthorSeeIt() {
        adds(ada, bob);
        says(ada, "one");
        assertThat(sees(ada)).containsExactly("one");
        assertThat(sees(bob)).containsExactly("one");
        assertThat(sees(carol)).isEmpty();

        new Rows(server.database()).group(carol.id(), ada.id());
        says(ada, "two");
        assertThat(sees(carol)).containsExactly("two", "one");
    }

    @Test
    void whoeverAddsTheAuthorWithoutBeingAddedSeesNothing() {
        adds(bob, ada);
        says(ada, "one");

        assertThat(sees(bob)).isEmpty();
    }

    @Test
    void aBlockHidesStoriesBothWaysAtOnce() {
        adds(ada, bob);
        adds(bob, ada);
        JsonNode story = says(ada, "one");
        says(bob, "two");

        blocks(bob, ada);

        assertThat(sees(bob)).containsExactly("two");
        assertThat(sees(ada)).containsExactly("one");
        bob.api().post(path(story) + "/view").expect(404, StoryError.STORY_NOT_FOUND.text());
    }

    @Test
    void onlyTheAuthorSeesWhoHasSeenIt() {
        adds(ada, bob);
        JsonNode story = says(ada, "one");

        bob.api().post(path(story) + "/view").expect(200);
        bob.api().post(path(story) + "/view").expect(200);
        ada.api().post(path(story) + "/view").expect(200);

        JsonNode views = ada.api().get(path(story) + "/views").expect(200).json().path("views");
        assertThat(views).hasSize(1);
        assertThat(views.get(0).path("user_id").asLong()).isEqualTo(bob.id().value());
        assertThat(views.get(0).path("name").asString()).isEqualTo("Bob");
        bob.api().get(path(story) + "/views").expect(403, StoryError.STORY_NOT_YOURS.text());
        carol.api().get(path(story) + "/views").expect(404);
        carol.api().post(path(story) + "/view").expect(404);
        JsonNode seen = bob.api().get("/api/stories").json().path("stories").get(0);
        assertThat(seen.path("viewed").asBoolean()).isTrue();
        assertThat(seen.path("views").isNull()).isTrue();
        JsonNode own = ada.api().get("/api/stories").json().path("stories").get(0);
        assertThat(own.path("views").asInt()).isEqualTo(1);
    }

    @Test
    void aPhotoShowsOnesOwnPictureOnly() {
        String own = photo(ada);
        String note = upload(ada, "n.txt", "text/plain", "x".getBytes(StandardCharsets.UTF_8));

        Answer story =
                ada.api()
                        .post(
                                "/api/stories",
                                Map.of("type", "photo", "content_url", own, "text", "море"));
        assertThat(story.expect(201).json().path("story").path("content_url").asString())
                .isEqualTo(own);
        for (String url : List.of(note, photo(bob), "https://example.org/a.png")) {
            ada.api()
                    .post("/api/stories", Map.of("type", "photo", "content_url", url))
                    .expect(400, StoryError.STORY_FILE_UNSUITABLE.text());
        }
        ada.api()
                .post("/api/stories", Map.of("type", "video", "content_url", own))
                .expect(400, StoryError.STORY_FILE_UNSUITABLE.text());
        ada.api()
                .post("/api/stories", Map.of("type", "photo", "content_url", "javascript:1"))
                .expect(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":\"poll\",\"text\":\"x\"}",
                "{\"type\":\"text\"}",
                "{\"type\":\"text\",\"text\":\"  \"}",
                "{\"type\":\"text\",\"text\":5}",
                "{\"type\":\"photo\",\"text\":\"x\"}",
                "{\"type\":\"text\",\"text\":\"x\",\"background\":\"url(http://x)\"}",
                "{\"type\":\"text\",\"text\":\"x\",\"background\":\"#12345\"}"
            })
    void aStoryThatIsNoneIsRefused(String body) {
        ada.api().post("/api/stories", Json.read(body)).expect(400);
        assertThat(sees(ada)).isEmpty();
    }

    @Test
    void aTextHasItsLimit() {
        says(ada, "я".repeat(1_000));
        ada.api()
                .post("/api/stories", Map.of("type", "text", "text", "я".repeat(1_001)))
                .expect(400, StoryError.STORY_TEXT_TOO_LONG.text());
    }

    @Test
    void aStoryEndsAfterADayAndItsFileGoesWithIt() {
        String url = photo(ada);
        JsonNode story =
                ada.api()
                        .post("/api/stories", Map.of("type", "photo", "content_url", url))
                        .expect(201)
                        .json()
                        .path("story");

        AHEAD.set(Duration.ofHours(25));
        assertThat(sees(ada)).isEmpty();
        ada.api().post(path(story) + "/view").expect(404);
        server.api().get(url).expect(200);
        AHEAD.set(Duration.ZERO);
        ada.api().delete(path(story)).expect(200);
        server.api().get(url).expect(404);
    }

    @Test
    void onlyTheAuthorAndAdministratorsRemoveAStory() {
        adds(ada, bob);
        JsonNode first = says(ada, "one");
        JsonNode second = says(ada, "two");

        bob.api().delete(path(first)).expect(403, StoryError.STORY_NOT_YOURS.text());
        carol.api().delete(path(first)).expect(404, StoryError.STORY_NOT_FOUND.text());
        ada.api().delete(path(first)).expect(200);
        ada.api().delete(path(first)).expect(404);
        server.people().admin().api().delete(path(second)).expect(200);
        for (String id : List.of("0", "-1", "x", "99999999999999999999", "1.5")) {
            ada.api().delete("/api/stories/" + id).expect(404, StoryError.STORY_NOT_FOUND.text());
        }
        assertThat(sees(bob)).isEmpty();
    }

    @Test
    void thoseWhoMaySeeItAreToldOfItsBeginningAndRemoval() {
        adds(ada, bob);
        adds(ada, carol);
        blocks(ada, carol);
        JsonNode story = says(ada, "one");
        ada.api().delete(path(story)).expect(200);

        assertThat(told(bob)).hasSize(2);
        assertThat(told(bob).getFirst()).startsWith("story:new").contains("\"story\"");
        assertThat(told(bob).getLast()).startsWith("story:delete");
        assertThat(told(ada)).hasSize(2);
        assertThat(told(carol)).isEmpty();
    }

    @Test
    void aBigAudienceIsNotTold() {
        adds(ada, bob);
        execute(
                """
                INSERT INTO users (name, email, password)
                SELECT 'Reader', 'reader' || n || '@kocmoc.test', 'none' FROM generate_series(1, 1000) n
                """);
        execute(
                "INSERT INTO contacts (owner_id, contact_id) SELECT ?, id FROM users WHERE name = 'Reader'",
                ada.id());

        says(ada, "one");

        assertThat(told(bob)).isEmpty();
        assertThat(told(ada)).hasSize(1);
        assertThat(sees(bob)).containsExactly("one");
    }

    @Test
    void tooManyLiveStoriesAreRefused() {
        execute(
                """
                INSERT INTO stories (user_id, type, text, expires_at)
                SELECT ?, 'text', 'x', now() + interval '1 hour' FROM generate_series(1, 100)
                """,
                ada.id());

        ada.api()
                .post("/api/stories", Map.of("type", "text", "text", "x"))
                .expect(409, StoryError.TOO_MANY_STORIES.text());
    }
}
