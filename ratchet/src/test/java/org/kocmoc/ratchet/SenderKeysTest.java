package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.ratchet.Refusals.assertRefused;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kocmoc.ratchet.Membership.Member;
import org.kocmoc.ratchet.Membership.Role;
import org.kocmoc.ratchet.RatchetException.Reason;

/// A group of three, and what an outsider or a former member can try.
final class SenderKeysTest {
    private static final Bytes GROUP = Bytes.of(new byte[16]);

    private final TestClock clock = new TestClock();
    private final Person ada = new Person(1, clock);
    private final Person bob = new Person(2, clock);
    private final Person carol = new Person(3, clock);
    private final Membership members =
            Membership.first(
                    GROUP,
                    ada.address(),
                    1,
                    List.of(
                            new Member(1, Role.ADMIN),
                            new Member(2, Role.MEMBER),
                            new Member(3, Role.MEMBER)));

    @Test
    void oneMessageReachesAll() {
        share(ada, rotate(ada), bob, carol);
        byte[] message = send(ada, "hello");

        assertThat(receive(bob, ada, message)).isEqualTo("hello");
        assertThat(receive(carol, ada, message)).isEqualTo("hello");
        assertRefused(Reason.DUPLICATE, () -> receive(bob, ada, message));
        SenderKeys.Header header = SenderKeys.header(message);
        assertThat(header.groupId()).isEqualTo(GROUP);
        assertThat(header.membershipHash()).isEqualTo(members.hash());
    }

    @Test
    void arrivesInAnyOrder() {
        share(ada, rotate(ada), bob);
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            messages.add(send(ada, "m" + i));
        }
        for (int i = 19; i >= 0; i--) {
            assertThat(receive(bob, ada, messages.get(i))).isEqualTo("m" + i);
        }
    }

    @Test
    void aNewcomerReadsOnlyWhatComes() {
        rotate(ada);
        byte[] before = send(ada, "before");
        share(ada, distribution(ada), carol);
        byte[] after = send(ada, "after");

        assertRefused(Reason.UNDECRYPTABLE, () -> receive(carol, ada, before));
        assertThat(receive(carol, ada, after)).isEqualTo("after");
    }

    @Test
    void aFormerMemberReadsNothingAfterRotation() {
        share(ada, rotate(ada), bob, carol);
        assertThat(receive(carol, ada, send(ada, "with carol"))).isEqualTo("with carol");
        share(ada, rotate(ada), bob);
        byte[] without = send(ada, "without carol");

        assertThat(receive(bob, ada, without)).isEqualTo("without carol");
        assertRefused(Reason.NO_SESSION, () -> receive(carol, ada, without));
    }

    @Test
    void lateMessagesOfARotatedChainStillArrive() {
        share(ada, rotate(ada), bob);
        byte[] late = send(ada, "late");
        share(ada, rotate(ada), bob);
        assertThat(receive(bob, ada, send(ada, "new"))).isEqualTo("new");
        assertThat(receive(bob, ada, late)).isEqualTo("late");
        for (int i = 0; i < 5; i++) {
            share(ada, rotate(ada), bob);
        }
        byte[] tooOld = late;
        assertRefused(Reason.NO_SESSION, () -> receive(bob, ada, tooOld));
    }

    @Test
    void aMemberCannotSpeakForAnother() {
        byte[] adasChain = rotate(ada);
        share(ada, adasChain, bob, carol);
        byte[] message = send(ada, "from ada");

        share(ada, adasChain, bob);
        accept(bob, carol, adasChain);
        assertRefused(Reason.UNDECRYPTABLE, () -> receive(bob, carol, message));
        for (int at = 0; at < message.length; at++) {
            byte[] forged = message.clone();
            forged[at] ^= 1;
            List<String> before = bob.dump();
            try {
                receive(bob, ada, forged);
                throw new AssertionError("accepted with byte " + at + " changed");
            } catch (RatchetException refused) {
                assertThat(bob.dump()).isEqualTo(before);
            }
        }
    }

    @Test
    void messagesNameTheirMembership() {
        share(ada, rotate(ada), bob);
        byte[] message = send(ada, "hello");
        Membership without = members.next(ada.address(), 2, List.of(new Member(2, Role.ADMIN)));

        assertRefused(
                Reason.IDENTITY_MISMATCH,
                () ->
                        bob.store.transaction(
                                tx ->
                                        keys(bob)
                                                .decrypt(
                                                        tx,
                                                        ada.known(),
                                                        ada.address(),
                                                        without,
                                                        message)));
        assertRefused(
                Reason.NOT_A_MEMBER,
                () -> ada.store.transaction(tx -> keys(ada).encrypt(tx, without, new byte[0])));
        assertRefused(
                Reason.GHOST_DEVICE,
                () ->
                        bob.store.transaction(
                                tx ->
                                        keys(bob)
                                                .decrypt(
                                                        tx,
                                                        carol.known(),
                                                        ada.address(),
                                                        members,
                                                        message)));
    }

    @Test
    void asksForRotationInTime() {
        assertThat(needsRotation()).isTrue();
        assertRefused(Reason.NO_SESSION, () -> send(ada, "x"));
        rotate(ada);
        assertThat(needsRotation()).isFalse();
        clock.advance(Duration.ofDays(7));
        assertThat(needsRotation()).isTrue();
        rotate(ada);
        for (int i = 0; i < 1_000; i++) {
            send(ada, "x");
        }
        assertThat(needsRotation()).isTrue();
    }

    @Test
    void refusesAChainOfAnotherGroupOrAReusedId() {
        byte[] chain = rotate(ada);
        Bytes other = Bytes.of(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        assertRefused(
                Reason.IDENTITY_MISMATCH,
                () ->
                        bob.store.transaction(
                                tx -> {
                                    keys(bob).accept(tx, ada.address(), other, chain);
                                    return true;
                                }));
        accept(bob, ada, chain);
        byte[] forged = chain.clone();
        byte[] another = DeviceKeys.generate(new Address(9, 9), 1).cert().signingKey().toArray();
        System.arraycopy(another, 0, forged, forged.length - 32, 32);
        assertRefused(Reason.IDENTITY_MISMATCH, () -> accept(bob, ada, forged));
    }

    @Test
    void bigJumpsAreRefusedAndKeysAreBounded() {
        share(ada, rotate(ada), bob);
        byte[] last = send(ada, "0");
        for (int i = 1; i <= 2_001; i++) {
            last = send(ada, "x");
        }
        byte[] beyond = last;
        assertRefused(Reason.UNDECRYPTABLE, () -> receive(bob, ada, beyond));
    }

    @Test
    void forgettingADeviceForgetsItsChains() {
        share(ada, rotate(ada), bob);
        bob.store.transaction(
                tx -> {
                    keys(bob).forget(tx, GROUP, ada.address());
                    return true;
                });
        byte[] message = send(ada, "x");

        assertRefused(Reason.NO_SESSION, () -> receive(bob, ada, message));
        assertRefused(Reason.TOO_LARGE, () -> send(ada, "x".repeat(65_536)));
    }

    private SenderKeys keys(Person person) {
        return new SenderKeys(person.address(), clock);
    }

    private byte[] rotate(Person person) {
        return person.store.transaction(tx -> keys(person).rotate(tx, GROUP));
    }

    private byte[] distribution(Person person) {
        return person.store.transaction(tx -> keys(person).distribution(tx, GROUP));
    }

    private boolean needsRotation() {
        return ada.store.transaction(tx -> keys(ada).needsRotation(tx, GROUP));
    }

    private void share(Person from, byte[] chain, Person... with) {
        for (Person person : with) {
            accept(person, from, chain);
        }
    }

    private void accept(Person person, Person from, byte[] chain) {
        person.store.transaction(
                tx -> {
                    keys(person).accept(tx, from.address(), GROUP, chain);
                    return true;
                });
    }

    private byte[] send(Person person, String text) {
        return person.store.transaction(tx -> keys(person).encrypt(tx, members, Person.utf8(text)));
    }

    private String receive(Person person, Person from, byte[] message) {
        return new String(
                person.store.transaction(
                        tx ->
                                keys(person)
                                        .decrypt(
                                                tx,
                                                from.known(),
                                                from.address(),
                                                members,
                                                message)),
                StandardCharsets.UTF_8);
    }
}
