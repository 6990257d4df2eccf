package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.testkit.BetweenServer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;

/// What the SDK keeps for sending keeps its order within a chat, and chats do not wait for others.
@Timeout(120)
class EncryptedOrderTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Devices devices = new Devices(server);
    private final Person bob = server.people().newcomer("Bob");
    private final EncryptedSession bobs = devices.of(bob);
    private final BetweenServer between;
    private final EncryptedSession adas;
    private final long chat;

    EncryptedOrderTest() throws IOException {
        between = new BetweenServer(server.port());
        adas = devices.of(between.address(), server.people().newcomer("Ada"));
        chat = adas.chatWith(bob.id().value());
    }

    @AfterEach
    void goAway() {
        between.close();
    }

    private static BetweenServer.Mischief refusingOnce(long chat, int status, String code) {
        AtomicInteger refused = new AtomicInteger();
        return new BetweenServer.Mischief() {
            @Override
            public Fate fate(String method, String path) {
                boolean meant = path.equals("/api/e2ee/chats/" + chat + "/messages");
                return meant && refused.getAndIncrement() == 0 ? Fate.REFUSE : Fate.PASS;
            }

            @Override
            public Refusal refusal() {
                return new Refusal(status, code);
            }
        };
    }

    private void refuseNext(int status, String code) {
        between.becomes(refusingOnce(chat, status, code));
    }

    private void refusedFor(String code, Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void whatIsKeptKeepsItsOrderAndHoldsUpNoOtherChat() {
        long other = adas.group("Friends", List.of(bob.id().value()));
        adas.put(chat, Content.text("one"));
        adas.put(chat, Content.text("two"));
        adas.put(other, Content.text("elsewhere"));
        refuseNext(503, "busy");

        refusedFor("busy", adas::resume);
        assertThat(Devices.texts(bobs)).containsExactly("elsewhere");

        assertThat(adas.resume()).hasSize(2);
        assertThat(Devices.texts(bobs)).containsExactly("one", "two");
    }

    @Test
    void nothingIsSaidBeforeWhatIsKeptOfItsChat() {
        refuseNext(503, "busy");
        refusedFor("busy", () -> adas.send(chat, Content.text("one")));
        refuseNext(429, "rate_limited");
        refusedFor("rate_limited", () -> adas.send(chat, Content.text("two")));
        adas.put(chat, Content.text("three"));

        adas.send(chat, Content.text("four"));

        assertThat(Devices.texts(bobs)).containsExactly("one", "two", "three", "four");
        assertThat(adas.resume()).hasSize(3);
        assertThat(adas.resume()).isEmpty();
    }

    @Test
    void whatIsRefusedForGoodOnTheWayIsTold() {
        adas.put(chat, Content.text("one"));
        adas.put(chat, Content.text("two"));
        refuseNext(403, "message_refused");

        adas.send(chat, Content.text("three"));

        assertThat(Devices.texts(bobs)).containsExactly("two", "three");
        refusedFor("message_refused", adas::resume);
        assertThat(adas.resume()).isEmpty();
    }
}
