package org.kocmoc.invites;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class InvitesTest {
    private static final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2030-01-01T12:00:00Z"));

    @RegisterExtension static final TestServer server = new TestServer().with(now::get);

    private final Person ada = server.people().ada();
    private final Person bob = server.people().bob();
    private final Person carol = server.people().carol();
    private String chat = "";

    @BeforeEach
    void group() {
        chat =
                "/api/chats/"
                        + ada.api()
                                .post(
                                        "/api/chats",
                                        Map.of(
                                                "name", "Group",
                                                "type", "group",
                                                "participantIds", List.of(ada.id())))
                                .expect(201)
                                .json()
                                .path("chat")
                                .path("id")
                                .asLong();
    }

    @Test
    void aLinkShowsTheGroupAndLetsIn() {
        String code = code(Map.of());

        JsonNode preview = bob.api().get("/api/invites/" + code).expect(200).json().path("chat");
        assertThat(preview.path("name").asString()).isEqualTo("Group");
        assertThat(preview.path("member_count").asInt()).isEqualTo(1);
        assertThat(preview.path("is_member").asBoolean(true)).isFalse();

        bob.api().get(chat).expect(403);
        bob.api().post("/api/invites/" + code).expect(200);
        bob.api().get(chat).expect(200);
    }

    @Test
    void whoJoinsSeesOnlyWhatComesAfter() {
        String messages = chat.replace("chats", "messages");
        ada.api().post(messages, Map.of("text", "before")).expect(201);
        bob.api().post("/api/invites/" + code(Map.of())).expect(200);
        ada.api().post(messages, Map.of("text", "after")).expect(201);

        assertThat(bob.api().get(messages).expect(200).text())
                .contains("after")
                .doesNotContain("before");
        JsonNode line = bob.api().get("/api/chats").json().path("chats").path(0);
        assertThat(line.path("unread_count").asInt()).isEqualTo(1);
    }

    @Test
    void aLinkAdmitsNoMoreThanItSays() throws Exception {
        String code = code(Map.of("max_uses", 2));
        List<Person> crowd =
                IntStream.range(0, 6).mapToObj(i -> server.people().called("Crowd " + i)).toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> all =
                    crowd.stream()
                            .<Callable<Answer>>map(
                                    person -> () -> person.api().post("/api/invites/" + code))
                            .toList();
            int joined = 0;
            for (Future<Answer> one : threads.invokeAll(all)) {
                assertThat(one.get().status()).isIn(200, 404);
                joined += one.get().status() == 200 ? 1 : 0;
            }
            assertThat(joined).isEqualTo(2);
        }
    }

    @Test
    void whoWasRemovedComesBackOnlyThroughAnAdmin() {
        String code = code(Map.of("max_uses", 3));
        bob.api().post("/api/invites/" + code).expect(200);
        ada.api().delete(chat + "/members/" + bob.id()).expect(200);

        bob.api()
                .post("/api/invites/" + code)
                .expect(403, "Вас удалили из этой группы. Вернуть может её администратор.");
        bob.api().post("/api/invites/" + code(Map.of())).expect(403);
        bob.api().get(chat).expect(403);

        ada.api().post(chat + "/members", Map.of("userIds", List.of(bob.id()))).expect(200);
        bob.api().get(chat).expect(200);
        bob.api().post(chat + "/leave").expect(200);
        bob.api().post("/api/invites/" + code).expect(200);
        carol.api().post("/api/invites/" + code).expect(200);
    }

    @Test
    void joiningAgainUsesNothingUp() {
        String code = code(Map.of("max_uses", 2));
        bob.api().post("/api/invites/" + code).expect(200);
        bob.api().post("/api/invites/" + code).expect(200);

        carol.api().post("/api/invites/" + code).expect(200);
    }

    @Test
    void linksEndByTimeAndByHand() {
        String soon = code(Map.of("expires_in", 60));
        JsonNode revoked = made(Map.of());
        now.updateAndGet(at -> at.plus(Duration.ofSeconds(61)));
        ada.api().delete(chat + "/invites/" + revoked.path("id").asLong()).expect(200);

        bob.api().get("/api/invites/" + soon).expect(404);
        bob.api().post("/api/invites/" + soon).expect(404);
        bob.api().post("/api/invites/" + revoked.path("code").asString()).expect(404);
        ada.api().delete(chat + "/invites/" + revoked.path("id").asLong()).expect(404);
        assertThat(ada.api().get(chat + "/invites").json().path("invites").size()).isZero();
    }

    @Test
    void aLinkEndsWithItsMakersRole() {
        bob.api().post("/api/invites/" + code(Map.of())).expect(200);
        bob.api().post(chat + "/invites", Map.of()).expect(403);
        ada.api().put(chat + "/members/" + bob.id(), Map.of("role", "admin")).expect(200);
        String code =
                bob.api()
                        .post(chat + "/invites", Map.of())
                        .expect(201)
                        .json()
                        .path("invite")
                        .path("code")
                        .asString();
        ada.api().put(chat + "/members/" + bob.id(), Map.of("role", "member")).expect(200);

        carol.api().post("/api/invites/" + code).expect(404);
    }

    @Test
    void codesAreLongAndNotStored() {
        String code = code(Map.of());

        assertThat(code).hasSizeGreaterThanOrEqualTo(22);
        assertThat(ada.api().get(chat + "/invites").expect(200).text()).doesNotContain(code);
        bob.api().get(chat + "/invites").expect(403);
        bob.api().get("/api/invites/" + code.substring(1)).expect(404);
    }

    @Test
    void impossibleTermsAreRefused() {
        for (Map<String, Integer> terms :
                List.of(
                        Map.of("max_uses", 0),
                        Map.of("expires_in", -1),
                        Map.of("expires_in", Integer.MAX_VALUE))) {
            ada.api().post(chat + "/invites", terms).expect(400);
        }
    }

    @Test
    void oneGroupHasFiftyLinksAtMost() {
        for (int i = 0; i < 50; i++) {
            code(Map.of());
        }
        ada.api().post(chat + "/invites", Map.of()).expect(409);
    }

    private JsonNode made(Map<String, Integer> terms) {
        return ada.api().post(chat + "/invites", terms).expect(201).json().path("invite");
    }

    private String code(Map<String, Integer> terms) {
        return made(terms).path("code").asString();
    }
}
