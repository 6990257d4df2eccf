package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kocmoc.ratchet.Ciphertext.FirstMessage;
import org.kocmoc.ratchet.Ciphertext.Message;
import org.kocmoc.ratchet.RatchetException.Reason;

final class RatchetTest {
    private final TestClock clock = new TestClock();
    private final Person ada = new Person(1, clock);
    private final Person bob = new Person(2, clock).withOneTimeKeys(3);

    @Test
    void talksBothWays() {
        ada.start(bob);

        assertThat(bob.receive(ada, ada.send(bob, "hello"))).isEqualTo("hello");
        assertThat(ada.receive(bob, bob.send(ada, "hi"))).isEqualTo("hi");
        assertThat(bob.receive(ada, ada.send(bob, ""))).isEmpty();
    }

    @Test
    void sendsFirstMessagesUntilThePeerAnswers() {
        ada.start(bob);
        Ciphertext first = ada.send(bob, "1");
        Ciphertext second = ada.send(bob, "2");
        assertThat(first).isInstanceOf(FirstMessage.class);
        assertThat(second).isInstanceOf(FirstMessage.class);

        assertThat(bob.receive(ada, second)).isEqualTo("2");
        assertThat(bob.receive(ada, first)).isEqualTo("1");
        ada.receive(bob, bob.send(ada, "ok"));

        assertThat(ada.send(bob, "3")).isInstanceOf(Message.class);
    }

    @Test
    void worksWithoutOneTimeKeys() {
        bob.oneTime.clear();
        bob.oneTimeKem.clear();
        ada.start(bob);

        assertThat(bob.receive(ada, ada.send(bob, "hello"))).isEqualTo("hello");
    }

    @Test
    void deletesOneTimeKeysOnFirstUse() {
        ada.start(bob);
        Ciphertext first = ada.send(bob, "hello");
        bob.receive(ada, first);

        assertThat(bob.dump()).noneMatch(line -> line.startsWith("prekey/one-time/1="));
        assertThat(bob.dump()).noneMatch(line -> line.startsWith("prekey/kem/2="));
        bob.store.transaction(
                tx -> {
                    bob.ratchet.forget(tx, ada.address());
                    return true;
                });
        Refusals.assertRefused(Reason.UNKNOWN_PREKEY, () -> bob.receive(ada, first));
    }

    @Test
    void refusesAReplayedFirstMessageToALastResortKey() {
        bob.oneTime.clear();
        bob.oneTimeKem.clear();
        ada.start(bob);
        Ciphertext first = ada.send(bob, "hello");
        bob.receive(ada, first);
        bob.store.transaction(
                tx -> {
                    bob.ratchet.forget(tx, ada.address());
                    return true;
                });

        Refusals.assertRefused(Reason.REUSED_BASE_KEY, () -> bob.receive(ada, first));
    }

    @Test
    void tellsADuplicateFromAForgery() {
        ada.start(bob);
        Ciphertext first = ada.send(bob, "hello");
        bob.receive(ada, first);
        Ciphertext reply = bob.send(ada, "hi");
        ada.receive(bob, reply);
        byte[] forged = ada.send(bob, "again").bytes().toArray();
        forged[forged.length - 1] ^= 1;

        Refusals.assertRefused(Reason.DUPLICATE, () -> bob.receive(ada, first));
        Refusals.assertRefused(Reason.DUPLICATE, () -> ada.receive(bob, reply));
        Refusals.assertRefused(
                Reason.UNDECRYPTABLE, () -> bob.receive(ada, new Message(Bytes.of(forged))));
    }

    @Test
    void surviveRestarts() {
        ada.start(bob);
        ada.restart();
        Ciphertext first = ada.send(bob, "1");
        bob.restart();
        assertThat(bob.receive(ada, first)).isEqualTo("1");
        bob.restart();
        Ciphertext reply = bob.send(ada, "2");
        ada.restart();
        assertThat(ada.receive(bob, reply)).isEqualTo("2");
    }

    @Test
    void aCrashBeforeTheCommitLosesNothing() {
        ada.start(bob);
        Ciphertext first = ada.send(bob, "hello");
        List<String> before = bob.dump();
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                bob.store.transaction(
                                        tx -> {
                                            bob.ratchet.decrypt(
                                                    tx, ada.known(), ada.address(), first);
                                            throw new IllegalStateException("power cut");
                                        }));

        assertThat(bob.dump()).isEqualTo(before);
        assertThat(bob.receive(ada, first)).isEqualTo("hello");
    }

    @Test
    void bothMayStartAtOnceAndMeetInOneSession() {
        ada.withOneTimeKeys(1);
        ada.start(bob);
        bob.start(ada);
        Ciphertext fromAda = ada.send(bob, "a1");
        Ciphertext fromBob = bob.send(ada, "b1");

        assertThat(bob.receive(ada, fromAda)).isEqualTo("a1");
        assertThat(ada.receive(bob, fromBob)).isEqualTo("b1");
        for (int i = 0; i < 3; i++) {
            assertThat(bob.receive(ada, ada.send(bob, "a"))).isEqualTo("a");
            assertThat(ada.receive(bob, bob.send(ada, "b"))).isEqualTo("b");
        }
        assertThat(ada.send(bob, "x")).isInstanceOf(Message.class);
        assertThat(bob.send(ada, "x")).isInstanceOf(Message.class);
    }

    @Test
    void reportsWhatASessionNeeds() {
        assertThat(status()).isEqualTo(Ratchet.Status.NONE);
        Refusals.assertRefused(Reason.NO_SESSION, () -> ada.send(bob, "x"));
        Refusals.assertRefused(
                Reason.NO_SESSION, () -> ada.receive(bob, new Message(fakeMessage())));
        ada.start(bob);
        assertThat(status()).isEqualTo(Ratchet.Status.READY);
        clock.advance(Duration.ofDays(7));
        assertThat(status()).isEqualTo(Ratchet.Status.REFRESH);
        clock.advance(Duration.ofDays(24));
        assertThat(status()).isEqualTo(Ratchet.Status.NONE);
        Refusals.assertRefused(Reason.SESSION_STALE, () -> ada.send(bob, "x"));
    }

    @Test
    void asksForARefreshAfterAThousandMessages() {
        ada.start(bob);
        for (int i = 0; i < 1_000; i++) {
            ada.send(bob, "x");
        }

        assertThat(status()).isEqualTo(Ratchet.Status.REFRESH);
    }

    @Test
    void refusesContentOverTheLimit() {
        ada.start(bob);
        String longest = "x".repeat(65_535);

        assertThat(bob.receive(ada, ada.send(bob, longest))).isEqualTo(longest);
        Refusals.assertRefused(Reason.TOO_LARGE, () -> ada.send(bob, longest + "x"));
    }

    private Ratchet.Status status() {
        return ada.store.transaction(tx -> ada.ratchet.status(tx, bob.address()));
    }

    private Bytes fakeMessage() {
        Person carol = new Person(3, clock);
        bob.start(carol);
        Ciphertext first = bob.send(carol, "x");
        carol.receive(bob, first);
        return carol.send(bob, "y").bytes();
    }
}
