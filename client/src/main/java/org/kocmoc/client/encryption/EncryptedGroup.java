package org.kocmoc.client.encryption;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.ratchet.Membership.Role;
import org.kocmoc.ratchet.RatchetException.Reason;

/// The members of one encrypted group: changes are signed by this device, so that every member can
/// check them whatever the server says. Any thread; blocks.
///
/// A group that has no membership chain yet is changed at the server only; it gets its chain when
/// an admin next speaks in it. All changes but leaving are refused unless this account is an admin.
public final class EncryptedGroup {
    private final Device device;
    private final Memberships memberships;
    private final ReentrantLock lock;
    private final long chat;

    EncryptedGroup(Device device, Memberships memberships, ReentrantLock lock, long chat) {
        this.device = device;
        this.memberships = memberships;
        this.lock = lock;
        this.chat = chat;
    }

    static Role role(String server) {
        return server.equals("member") ? Role.MEMBER : Role.ADMIN;
    }

    /// Who is in the group by the newest entry that this device has accepted; empty without a
    /// chain.
    public Map<Long, Role> members() {
        return memberships
                .known(chat)
                .map(chain -> roles(chain.tip().members()))
                .orElseGet(TreeMap::new);
    }

    private static Map<Long, Role> roles(List<Membership.Member> members) {
        Map<Long, Role> roles = new TreeMap<>();
        members.forEach(one -> roles.put(one.userId(), one.role()));
        return roles;
    }

    /// Who would be in the group after [#trustAnew]: those of the newest entry that the server
    /// shows. Nothing is taken.
    public Map<Long, Role> offered() {
        return locked(() -> roles(memberships.offered(chat)));
    }

    /// Forgets what was signed about the members and begins with what the server shows, as a device
    /// does that knows nothing of the group; messages stay. For a group that cannot go on
    /// otherwise: it stays `UNCONFIRMED` because the only admin's keys are gone, or it is behind
    /// what was known since the server was restored from a backup and those who signed the rest are
    /// gone.
    ///
    /// Whoever operates the server may have put somebody into that list, so ask a person who knows
    /// the group. What this device signs from then on is a word for it to all others.
    ///
    /// @param seen what [#offered] gave and that person agreed to
    /// @throws EncryptionException if the server shows others than those; nothing changes
    public void trustAnew(Map<Long, Role> seen) {
        List<Membership.Member> members = new ArrayList<>();
        new TreeMap<>(seen).forEach((user, role) -> members.add(new Membership.Member(user, role)));
        locked(
                () -> {
                    memberships.trustAnew(chat, members);
                    return members;
                });
    }

    /// Lets people in: signs for them, then asks the server to add them. They read what is said
    /// from then on.
    public void add(List<Long> users) {
        confirm(users);
        device.session().chats().add(chat, users);
    }

    /// Signs for people whom the server shows already and nobody signed for. Ask a person first.
    public void confirm(List<Long> users) {
        sign(
                members -> {
                    List<Membership.Member> next = members;
                    for (long user : users) {
                        if (members.stream().noneMatch(one -> one.userId() == user)) {
                            next = MemberChain.changed(next, user, Optional.of(Role.MEMBER));
                        }
                    }
                    return next;
                });
    }

    /// Removes somebody; this and the other devices of the group speak with fresh keys from then
    /// on.
    public void remove(long user) {
        try {
            device.session().chats().remove(chat, user);
        } catch (RefusedException e) {
            // An earlier try went through and its answer was lost: what is missing is to sign.
            if (!e.code().equals("member_not_found")) {
                throw e;
            }
        }
        sign(members -> MemberChain.changed(members, user, Optional.empty()));
    }

    /// Makes a member an `admin`, or an admin a `member`.
    public void setRole(long user, String role) {
        device.session().chats().setRole(chat, user, role);
        sign(
                members ->
                        members.stream().anyMatch(one -> one.userId() == user)
                                ? MemberChain.changed(members, user, Optional.of(role(role)))
                                : members);
    }

    /// Leaves. The last admin makes the remaining member with the lowest id admin.
    public void leave() {
        try {
            signOut();
            device.session().chats().leave(chat);
        } catch (RefusedException e) {
            // An earlier try went through and its answer was lost.
            if (!e.code().equals("not_a_member")) {
                throw e;
            }
        }
    }

    private void signOut() {
        try {
            sign(this::withoutMe);
        } catch (EncryptionException e) {
            // This device may not put its name to the list: an admin takes this user off it.
            if (e.reason() != Reason.UNCONFIRMED) {
                throw e;
            }
        }
    }

    private List<Membership.Member> withoutMe(List<Membership.Member> members) {
        long me = device.keys().address().userId();
        List<Membership.Member> rest = MemberChain.changed(members, me, Optional.empty());
        if (rest.isEmpty()) {
            return members;
        }
        boolean headless = rest.stream().noneMatch(one -> one.role() == Role.ADMIN);
        return headless
                ? MemberChain.changed(rest, rest.getFirst().userId(), Optional.of(Role.ADMIN))
                : rest;
    }

    private void sign(UnaryOperator<List<Membership.Member>> wish) {
        locked(() -> memberships.change(chat, wish));
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
