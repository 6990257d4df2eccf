package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.ratchet.Refusals.assertRefused;

import java.util.ArrayList;
import java.util.List;
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

    private Membership entry(List<Member> members) {
        return Membership.first(GROUP, ada.address(), 1, members);
    }

    private static Membership.Signed roundTrip(Membership.Signed signed) {
        return Membership.Signed.parse(signed.encode());
    }
}
