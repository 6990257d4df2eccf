package org.kocmoc.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;

/// Changes of messages that wait for the lock of their chat while their author loses the right to
/// them.
class LateChangesTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().ada();
    private final Person bob = server.people().bob();
    private final long chat = ada.group(bob);

    @Test
    void whoIsRemovedMeanwhileDoesNotEdit() {
        long message = bob.say(chat, "hello");

        Answer answer =
                lateBy(
                        "DELETE FROM chat_participants WHERE chat_id = ? AND user_id = ?",
                        () ->
                                bob.api()
                                        .patch(
                                                "/api/messages/" + message + "/edit",
                                                Map.of("text", "late")));

        answer.expect(403);
        assertThat(events()).isZero();
    }

    @Test
    void whoIsRemovedMeanwhileDoesNotReact() {
        long message = ada.say(chat, "hello");

        Answer answer =
                lateBy(
                        "DELETE FROM chat_participants WHERE chat_id = ? AND user_id = ?",
                        () ->
                                bob.api()
                                        .post(
                                                "/api/messages/" + message + "/react",
                                                Map.of("reaction", "👍")));

        answer.expect(403);
        assertThat(events()).isZero();
    }

    @Test
    void whoIsNoAdministratorAnyMoreDoesNotDeleteWhatOthersWrote() {
        long message = ada.say(chat, "hello");
        ada.api()
                .put("/api/chats/" + chat + "/members/" + bob.id(), Map.of("role", "admin"))
                .expect(200);

        Answer answer =
                lateBy(
                        "UPDATE chat_participants SET role = 'member' WHERE chat_id = ? AND user_id = ?",
                        () -> bob.api().delete("/api/messages/" + message));

        answer.expect(403);
        assertThat(events()).isZero();
    }

    /// What a change is answered that comes to its turn only after that statement about Bob.
    private Answer lateBy(String sql, Supplier<Answer> change) {
        CompletableFuture<Answer> answer =
                server.database()
                        .write(
                                handle -> {
                                    handle.select(
                                                    "SELECT FROM chat_heads WHERE chat_id = ? FOR UPDATE",
                                                    chat)
                                            .mapToMap()
                                            .list();
                                    var asked = CompletableFuture.supplyAsync(change);
                                    awaitWaiting(handle);
                                    handle.execute(sql, chat, bob.id().value());
                                    return asked;
                                });
        return answer.join();
    }

    /// Until somebody waits for this transaction.
    private static void awaitWaiting(Handle handle) {
        while (!handle.select(
                        "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))")
                .mapTo(Boolean.class)
                .one()) {
            Thread.onSpinWait();
        }
    }

    private long events() {
        return server.database()
                .read(
                        handle ->
                                handle.select(
                                                "SELECT count(*) FROM chat_events WHERE chat_id = ? AND type LIKE 'message:%'",
                                                chat)
                                        .mapTo(Long.class)
                                        .one());
    }
}
