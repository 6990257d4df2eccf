package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.encryption.MemoryStore;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.testkit.BetweenServer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// What the SDK does about messages that it cannot read while the server refuses to help.
@Timeout(120)
class EncryptedRepairTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private static final String MESSAGES = "/api/e2ee/chats/\\d+/messages.*";

    private final Devices devices = new Devices(server);
    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");

    private void sendToGroup(EncryptedSession from) {
        long chat = from.group("Friends", List.of(bob.id().value()));
        from.send(chat, Content.text("one"));
    }

    /// Of a sign-in that ended, a device that a restored server has forgotten, an account that is
    /// banned for a while, nothing follows for the message.
    @Test
    void aRefusalThatSaysNothingAboutAMessageForgetsNone() throws IOException {
        EncryptedSession adas = devices.of(ada);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession bobs = devices.of(between.address(), bob);
            sendToGroup(adas);
            between.becomes(Cheat.spoilingGroupEnvelopes());
            Devices.mail(bobs);
            assertThat(bobs.unreadable()).isEqualTo(1);
            for (BetweenServer.Mischief.Refusal refusal :
                    List.of(
                            new BetweenServer.Mischief.Refusal(401, "token_expired"),
                            new BetweenServer.Mischief.Refusal(403, "device_required"),
                            new BetweenServer.Mischief.Refusal(403, "account_banned"))) {
                between.becomes(refusing(MESSAGES, refusal));
                Throwable told = catchThrowable(() -> Devices.mail(bobs));
                // A ban holds nothing else up; the others end what was to be done.
                assertThat(told instanceof RefusedException)
                        .isNotEqualTo(refusal.code().equals("account_banned"));
                assertThat(bobs.unreadable()).isEqualTo(1);
            }
            between.becomes(new BetweenServer.Mischief() {});
            Devices.mail(bobs);
            Devices.mail(adas);
            Devices.mail(bobs);
            assertThat(bobs.unreadable()).isZero();
        }
    }

    private static BetweenServer.Mischief refusing(
            String paths, BetweenServer.Mischief.Refusal refusal) {
        return new BetweenServer.Mischief() {
            @Override
            public Fate fate(String method, String path) {
                return path.matches(paths) ? Fate.REFUSE : Fate.PASS;
            }

            @Override
            public Refusal refusal() {
                return refusal;
            }
        };
    }

    @Test
    void aRefusedRequestIsNotRepeatedBeforeItsTime() throws IOException {
        EncryptedSession adas = devices.of(ada);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession bobs =
                    EncryptedSession.open(
                            Devices.session(between.address(), bob),
                            new MemoryStore(),
                            EncryptedSession.Options.USUAL.repairing(Duration.ofHours(1)));
            sendToGroup(adas);
            AtomicInteger asked = new AtomicInteger();
            Cheat spoiling = Cheat.spoilingGroupEnvelopes();
            between.becomes(
                    new BetweenServer.Mischief() {
                        @Override
                        public Fate fate(String method, String path) {
                            if (!path.equals("/api/e2ee/bundles/take")) {
                                return Fate.PASS;
                            }
                            asked.incrementAndGet();
                            return Fate.REFUSE;
                        }

                        @Override
                        public Refusal refusal() {
                            return new Refusal(404, "encryption_not_set_up");
                        }

                        @Override
                        public JsonNode answer(String method, String path, JsonNode real) {
                            return spoiling.answer(method, path, real);
                        }
                    });
            Devices.mail(bobs);
            assertThat(asked).hasValue(1);
            Devices.mail(bobs);
            Devices.mail(bobs);
            assertThat(asked).hasValue(1);
            assertThat(bobs.unreadable()).isEqualTo(1);
        }
    }
}
