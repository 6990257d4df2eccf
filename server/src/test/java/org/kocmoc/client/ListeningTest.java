package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.client.wire.UnreachableException;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.Relay;
import org.kocmoc.testkit.TestServer;

/// A device that waits for what comes, as a bot does.
@Timeout(120)
class ListeningTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Devices devices = new Devices(server);
    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final EncryptedSession adas = devices.of(ada);
    private final EncryptedSession bobs = devices.of(bob);
    private final long chat = adas.chatWith(bob.id().value());
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();

    private static void await(BooleanSupplier wish) throws InterruptedException {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!wish.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(wish.getAsBoolean()).isTrue();
    }

    private void read() {
        heard.addAll(Devices.texts(bobs));
    }

    @Test
    void whatWaitsIsToldByASocket() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Runnable read =
                () -> {
                    read();
                    calls.incrementAndGet();
                };
        try (AutoCloseable _ = bobs.listen(read, failures::add)) {
            await(() -> calls.get() > 0);
            adas.send(chat, Content.text("live"));
            await(() -> !heard.isEmpty());
        }
        assertThat(heard).containsExactly("live");
        assertThat(failures).isEmpty();
    }

    /// As when the line is lost in the middle of reading, and nothing new comes that would tell.
    @Test
    void whatFailedIsToldAndTriedAgain() throws Exception {
        adas.send(chat, Content.text("before"));
        AtomicInteger calls = new AtomicInteger();
        Runnable read =
                () -> {
                    if (calls.getAndIncrement() < 2) {
                        throw new UnreachableException("the line is lost");
                    }
                    read();
                };
        try (AutoCloseable _ = bobs.listen(read, failures::add)) {
            await(() -> !heard.isEmpty());
            adas.send(chat, Content.text("after"));
            await(() -> heard.size() > 1);
        }
        assertThat(heard).containsExactly("before", "after");
        assertThat(failures).hasSize(2);
    }

    /// As after a restore from a backup that was made before the device was set up.
    @Test
    void aDeviceThatTheServerForgotHearsAgain() throws Exception {
        adas.send(chat, Content.text("before"));
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        "DELETE FROM e2ee_sessions WHERE user_id = ?",
                                        bob.id().value()));
        try (AutoCloseable _ = bobs.listen(this::read, failures::add)) {
            await(() -> !heard.isEmpty());
            // Told by the socket, which was let in meanwhile.
            adas.send(chat, Content.text("after"));
            await(() -> heard.size() > 1);
        }
        assertThat(heard).containsExactly("before", "after");
        assertThat(failures)
                .isNotEmpty()
                .allSatisfy(
                        failure ->
                                assertThat(failure)
                                        .isInstanceOfSatisfying(
                                                RefusedException.class,
                                                e ->
                                                        assertThat(e.code())
                                                                .isEqualTo("device_required")));
    }

    /// As where a network forgets a connection and tells neither side.
    @Test
    void aLineThatDiesWithoutAWordIsNoticed() throws Exception {
        Person eve = server.people().newcomer("Eve");
        try (Relay line = new Relay()) {
            line.to(server.port());
            // A line that is silent for longer than a few pings is dead; as long as it was before.
            line.rewrite(said -> said.replace("\"ping_seconds\":30", "\"ping_seconds\": 1"));
            EncryptedSession eves = devices.of(URI.create("http://127.0.0.1:" + line.port()), eve);
            long withEve = adas.chatWith(eve.id().value());
            AtomicInteger calls = new AtomicInteger();
            Runnable read =
                    () -> {
                        heard.addAll(Devices.texts(eves));
                        calls.incrementAndGet();
                    };
            try (AutoCloseable _ = eves.listen(read, failures::add)) {
                await(() -> calls.get() > 0);
                line.silence();
                adas.send(withEve, Content.text("after"));
                await(() -> !heard.isEmpty());
            }
        }
        assertThat(heard).containsExactly("after");
        assertThat(failures).isEmpty();
    }
}
