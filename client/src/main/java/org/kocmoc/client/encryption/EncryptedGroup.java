package org.kocmoc.client.encryption;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.ratchet.Membership.Role;

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
        Map<Long, Role> members = new TreeMap<>();
        memberships
                .known(chat)
                .ifPresent(
                        chain ->
                                chain.tip()
                                        .members()
                                        .forEach(one -> members.put(one.userId(), one.role())));
        return members;
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
            sign(this::withoutMe);
            device.session().chats().leave(chat);
        } catch (RefusedException e) {
            // An earlier try went through and its answer was lost.
            if (!e.code().equals("not_a_member")) {
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
        lock.lock();
        try {
            memberships.change(chat, wish);
        } finally {
            lock.unlock();
        }
    }
}
