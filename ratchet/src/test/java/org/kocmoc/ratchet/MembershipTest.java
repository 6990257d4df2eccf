package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.ratchet.Refusals.assertRefused;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kocmoc.ratchet.Membership.Member;
import org.kocmoc.ratchet.Membership.Role;
import org.kocmoc.ratchet.RatchetException.Reason;

final class MembershipTest {
    private static final Bytes GROUP = Bytes.of(new byte[16]);

    private final TestClock clock = new TestClock();
    private final Person ada = new Person(1, clock);
    private final Person bob = new Person(2, clock);
    private final Membership first =
            Membership.first(
                    GROUP,
                    ada.address(),
                    1,
                    List.of(new Member(1, Role.ADMIN), new Member(2, Role.MEMBER)));

    /// Ada is admin with Bob; her key is gone. She adds Eve, or whoever says so in her name.
    private final Membership both =
            Membership.first(
                    GROUP,
                    ada.address(),
                    1,
                    List.of(new Member(1, Role.ADMIN), new Member(2, Role.ADMIN)));

    private final Membership.Signed gone =
            unsigned(
                    both.next(
                            ada.address(),
                            2,
                            List.of(
                                    new Member(1, Role.ADMIN),
                                    new Member(2, Role.ADMIN),
                                    new Member(5, Role.ADMIN))));

    @Test
    void anAdminChangesWhoIsIn() {
        Membership begun = roundTrip(first.sign(ada.device)).begin(ada.known());
        Membership next =
                begun.next(
                        ada.address(),
                        2,
                        List.of(
                                new Member(1, Role.ADMIN),
                                new Member(2, Role.MEMBER),
                                new Member(3, Role.MEMBER)));

        assertThat(roundTrip(next.sign(ada.device)).follow(begun, ada.known())).isEqualTo(next);
    }

    @Test
    void aMemberMayOnlyLeave() {
        Membership left = first.next(bob.address(), 2, List.of(new Member(1, Role.ADMIN)));
        Membership coup =
                first.next(
                        bob.address(),
                        2,
                        List.of(new Member(1, Role.MEMBER), new Member(2, Role.ADMIN)));
        Membership throwOut = first.next(bob.address(), 2, List.of(new Member(2, Role.ADMIN)));

        assertThat(left.sign(bob.device).follow(first, bob.known())).isEqualTo(left);
        assertRefused(Reason.NOT_A_MEMBER, () -> coup.sign(bob.device).follow(first, bob.known()));
        assertRefused(
                Reason.NOT_A_MEMBER, () -> throwOut.sign(bob.device).follow(first, bob.known()));
    }

    @Test
    void refusesForgeriesForksAndGaps() {
        Membership next = first.next(ada.address(), 2, List.of(new Member(1, Role.ADMIN)));
        Membership other = first.next(ada.address(), 3, List.of(new Member(1, Role.ADMIN)));
        Membership later = other.next(ada.address(), 4, List.of(new Member(1, Role.ADMIN)));
        Membership elsewhere =
                Membership.first(
                        Bytes.of(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
                        ada.address(),
                        1,
                        first.members());

        assertRefused(Reason.BAD_SIGNATURE, () -> next.sign(bob.device).follow(first, ada.known()));
        assertRefused(Reason.LIST_FORK, () -> later.sign(ada.device).follow(next, ada.known()));
        assertRefused(Reason.LIST_GAP, () -> later.sign(ada.device).follow(first, ada.known()));
        assertRefused(Reason.LIST_ROLLBACK, () -> first.sign(ada.device).follow(next, ada.known()));
        assertRefused(Reason.LIST_GAP, () -> next.sign(ada.device).begin(ada.known()));
        assertRefused(
                Reason.IDENTITY_MISMATCH,
                () -> elsewhere.sign(ada.device).follow(first, ada.known()));
    }

    @Test
    void refusesEntriesOutOfForm() {
        Member admin = new Member(1, Role.ADMIN);
        List<Member> many = new ArrayList<>();
        for (int i = 1; i <= 257; i++) {
            many.add(new Member(i, Role.ADMIN));
        }

        assertRefused(Reason.TOO_MANY, () -> entry(many));
        assertRefused(Reason.MALFORMED, () -> entry(List.of()));
        assertRefused(Reason.MALFORMED, () -> entry(List.of(admin, admin)));
        assertRefused(Reason.MALFORMED, () -> entry(List.of(new Member(1, Role.MEMBER))));
        Membership byStranger = Membership.first(GROUP, bob.address(), 1, List.of(admin));
        assertRefused(Reason.NOT_A_MEMBER, () -> byStranger.sign(bob.device).begin(bob.known()));
        byte[] encoded = first.sign(ada.device).encode();
        encoded[encoded.length - 64 - 1] = 7;
        assertRefused(Reason.MALFORMED, () -> Membership.Signed.parse(encoded));
    }

    @Test
    void withoutAKeyAChangeWaitsUntilAnAdminVouches() {
        Membership.Signed again = again(gone, bob);

        Membership.Run run = new Membership.Run(both);
        assertThat(run.take(gone, Optional.empty())).isEmpty();
        assertThat(run.isWaiting()).isTrue();
        assertThat(run.take(again, certificate(bob))).containsExactly(gone, again);
        assertThat(run.isWaiting()).isFalse();
        Membership.Signed further = again(again, bob);
        assertThat(run.take(further, certificate(bob))).containsExactly(further);
    }

    @Test
    void whoBecameAdminByWhatWaitsCannotVouch() {
        Person eve = new Person(5, clock);
        Membership.Run run = new Membership.Run(both);
        run.take(gone, Optional.empty());
        Membership.Signed byEve = again(gone, eve);

        assertThat(run.take(byEve, certificate(eve))).isEmpty();
        assertThat(run.take(again(byEve, eve), certificate(eve))).isEmpty();
        assertThat(run.isWaiting()).isTrue();
    }

    @Test
    void whatRemovesTheVouchingAdminIsNotVouchedFor() {
        Membership.Signed without =
                unsigned(both.next(ada.address(), 2, List.of(new Member(1, Role.ADMIN))));
        Membership.Run run = new Membership.Run(both);
        run.take(without, Optional.empty());

        Membership.Signed byBob = again(without, bob);
        assertRefused(Reason.NOT_A_MEMBER, () -> run.take(byBob, certificate(bob)));
        // An entry beside it is another chain.
        assertRefused(
                Reason.LIST_FORK,
                () -> run.take(again(again(unsigned(both), bob), bob), certificate(bob)));
        assertRefused(
                Reason.LIST_ROLLBACK, () -> run.take(again(unsigned(both), bob), certificate(bob)));
        assertThat(run.isWaiting()).isTrue();
    }

    @Test
    void aKeyThatThereIsMustVerify() {
        Membership.Signed again = again(gone, bob);
        Membership.Signed forged = unsigned(again.entry());

        assertRefused(
                Reason.BAD_SIGNATURE, () -> new Membership.Run(both).take(gone, certificate(ada)));
        assertRefused(
                Reason.IDENTITY_MISMATCH,
                () -> new Membership.Run(both).take(gone, certificate(bob)));
        Membership.Run run = new Membership.Run(both);
        run.take(gone, Optional.empty());
        assertRefused(Reason.BAD_SIGNATURE, () -> run.take(forged, certificate(bob)));
        assertThat(run.take(again, certificate(bob))).containsExactly(gone, again);
    }

    @Test
    void withoutAKeyEntriesStillFollow() {
        Membership.Run run = new Membership.Run(first);
        assertRefused(
                Reason.NOT_A_MEMBER, () -> run.take(unsigned(again(first, bob)), Optional.empty()));
        assertRefused(
                Reason.LIST_FORK,
                () ->
                        run.take(
                                unsigned(both.next(ada.address(), 2, both.members())),
                                Optional.empty()));
        assertThat(run.isWaiting()).isFalse();
    }

    @Test
    void withoutAKeyOneMayOnlyLeaveAndOnlyRightAfterWhatIsAccepted() {
        Membership.Signed left =
                unsigned(first.next(bob.address(), 2, List.of(new Member(1, Role.ADMIN))));
        assertThat(new Membership.Run(first).take(left, Optional.empty())).containsExactly(left);

        Membership.Signed heir =
                unsigned(first.next(ada.address(), 2, List.of(new Member(2, Role.ADMIN))));
        assertThat(new Membership.Run(first).take(heir, Optional.empty())).isEmpty();

        Membership.Run run = new Membership.Run(both);
        run.take(gone, Optional.empty());
        Membership.Signed leftLater =
                unsigned(
                        gone.entry()
                                .next(
                                        bob.address(),
                                        3,
                                        List.of(
                                                new Member(1, Role.ADMIN),
                                                new Member(5, Role.ADMIN))));
        assertThat(run.take(leftLater, Optional.empty())).isEmpty();
    }

    @Test
    void aPersonMayAcceptWhatWaits() {
        Membership.Run run = new Membership.Run(both);
        assertThat(run.acceptSeen()).isEmpty();
        run.take(gone, Optional.empty());

        assertThat(run.acceptSeen()).containsExactly(gone);
        assertThat(run.take(again(gone, bob), certificate(bob))).hasSize(1);
    }

    @Test
    void whoSignedNoLongerWithAKeyMustBeAdminInWhatIsAdopted() {
        assertThat(unsigned(first).adoptOnTrust()).isEqualTo(first);
        Membership.Signed left =
                unsigned(first.next(bob.address(), 2, List.of(new Member(1, Role.ADMIN))));
        assertRefused(Reason.NOT_A_MEMBER, left::adoptOnTrust);
    }

    private static Membership.Signed again(Membership.Signed before, Person by) {
        return again(before.entry(), by).sign(by.device);
    }

    private static Membership again(Membership before, Person by) {
        return before.next(by.address(), before.createdMs() + 1, before.members());
    }

    private static Membership.Signed unsigned(Membership entry) {
        return new Membership.Signed(entry, Bytes.of(new byte[64]));
    }

    private static Optional<DeviceCert> certificate(Person person) {
        return Optional.of(person.device.cert());
    }

    private Membership entry(List<Member> members) {
        return Membership.first(GROUP, ada.address(), 1, members);
    }

    private static Membership.Signed roundTrip(Membership.Signed signed) {
        return Membership.Signed.parse(signed.encode());
    }
}
