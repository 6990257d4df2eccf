package org.kocmoc.client.encryption;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kocmoc.client.model.WholeChat;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;

/// Encrypts once for all devices of a group, with this device's chain, which it gives to them
/// beforehand. Under the session's lock.
///
/// The chain is replaced as soon as a device that has it is no longer to read, after 7 days and
/// after 1,000 messages. Only members whom admins' devices have signed for get it, whatever the
/// server shows.
final class GroupSender {
    private final Device device;
    private final Sessions sessions;
    private final Memberships memberships;
    private final Set<Long> notMine = new HashSet<>();

    GroupSender(Device device, Sessions sessions, Memberships memberships) {
        this.device = device;
        this.sessions = sessions;
        this.memberships = memberships;
    }

    /// The message with one envelope for all; empty if the chat is none that sender keys are used
    /// in: a chat of two, a group without a membership chain, or with a device that cannot follow.
    ///
    /// @throws EncryptionException if the server shows members that nobody signed for, or hides
    ///   what was signed
    Optional<Pending> prepare(Pending pending, Rosters.Roster roster, byte[] content) {
        long chat = pending.chat();
        if (PinnedChats.peer(device.store(), chat) > 0) {
            return Optional.empty();
        }
        boolean capable = isCapable(roster);
        Optional<MemberChain> known = memberships.follow(chat, roster.membershipEpoch());
        if (known.isEmpty() && capable) {
            known = begin(chat, roster);
        }
        if (known.isEmpty()) {
            return Optional.empty();
        }
        MemberChain chain = memberships.confirm(known.get(), roster.users());
        requireSigned(chain, roster);
        List<Recipient> targets =
                roster.targets().stream()
                        .filter(t -> chain.isMember(t.address().userId()))
                        .toList();
        if (!capable) {
            requireNobodySignedOut(chain, roster);
            return Optional.empty();
        }
        distribute(chain, roster, targets);
        return Optional.of(encrypt(pending, roster, chain, content));
    }

    private boolean isCapable(Rosters.Roster roster) {
        return device.keys().cert().readsGroups()
                && roster.targets().stream()
                        .map(Recipient::address)
                        .allMatch(a -> device(roster, a));
    }

    private static boolean device(Rosters.Roster roster, Address address) {
        return java.util.Objects.requireNonNull(roster.devices().get(address.userId()))
                .device(address)
                .readsGroups();
    }

    /// A group that has no chain yet gets one by the first admin that speaks.
    private Optional<MemberChain> begin(long chat, Rosters.Roster roster) {
        if (notMine.contains(chat)) {
            return Optional.empty();
        }
        WholeChat whole = device.session().chats().get(chat);
        long me = device.keys().address().userId();
        List<Membership.Member> members = new ArrayList<>();
        for (WholeChat.Member one : whole.members()) {
            if (roster.users().contains(one.id())) {
                members.add(new Membership.Member(one.id(), EncryptedGroup.role(one.role())));
            }
        }
        members.sort(java.util.Comparator.comparingLong(Membership.Member::userId));
        boolean admin = members.contains(new Membership.Member(me, Membership.Role.ADMIN));
        if (!admin || !whole.chat().type().equals("group")) {
            notMine.add(chat);
            return Optional.empty();
        }
        return Optional.of(memberships.begin(chat, members));
    }

    private void requireSigned(MemberChain chain, Rosters.Roster roster) {
        if (!chain.isMember(device.keys().address().userId())) {
            throw EncryptionException.ofGroup(Reason.NOT_A_MEMBER, chain.chat(), null);
        }
        for (long user : roster.users()) {
            if (!chain.named().contains(user)) {
                throw EncryptionException.unsigned(chain.chat(), user);
            }
        }
    }

    /// Envelopes for single devices have to be for all of the roster.
    private static void requireNobodySignedOut(MemberChain chain, Rosters.Roster roster) {
        for (long user : roster.users()) {
            if (!chain.isMember(user)) {
                throw EncryptionException.unsigned(chain.chat(), user);
            }
        }
    }

    /// Sees to it that exactly the devices that may read have the present chain.
    private void distribute(MemberChain chain, Rosters.Roster roster, List<Recipient> targets) {
        Bytes group = MemberChain.groupId(chain.chat());
        List<Recipient> missing =
                device.store()
                        .transaction(
                                records -> {
                                    Set<Recipient> holders =
                                            ChainHolders.all(records, chain.chat());
                                    if (device.senderKeys().needsRotation(records, group)
                                            || !targets.containsAll(holders)) {
                                        device.senderKeys().rotate(records, group);
                                        ChainHolders.put(records, chain.chat(), List.of());
                                        return targets;
                                    }
                                    List<Recipient> without = new ArrayList<>(targets);
                                    without.removeAll(holders);
                                    return without;
                                });
        if (!missing.isEmpty()) {
            give(chain.chat(), roster, missing);
        }
    }

    /// Gives the chain at its present iteration: who gets it cannot read what was sent before.
    private void give(long chat, Rosters.Roster roster, List<Recipient> to) {
        byte[] chain =
                device.store()
                        .transaction(
                                r ->
                                        device.senderKeys()
                                                .distribution(r, MemberChain.groupId(chat)));
        Set<Address> refused =
                sessions.tell(roster, to, chat, new Envelope.Control.SenderKey(chain), false);
        device.store()
                .update(
                        records -> {
                            Set<Recipient> all =
                                    new LinkedHashSet<>(ChainHolders.all(records, chat));
                            to.stream()
                                    .filter(t -> !refused.contains(t.address()))
                                    .forEach(all::add);
                            ChainHolders.put(records, chat, all);
                        });
    }

    private Pending encrypt(
            Pending pending, Rosters.Roster roster, MemberChain chain, byte[] content) {
        try {
            return device.store()
                    .transaction(
                            records -> {
                                byte[] envelope =
                                        device.senderKeys().encrypt(records, chain.tip(), content);
                                Pending next = pending.forAll(roster.version(), envelope);
                                next.put(records);
                                return next;
                            });
        } catch (RatchetException e) {
            throw EncryptionException.ofGroup(e.reason(), chain.chat(), e);
        }
    }

    /// Whether a device may have what this device said in a chat: it is one of the chat and, in a
    /// group with a chain, its user a member by the newest entry. If so it gets the chain again.
    boolean mayHave(long chat, Address asking, Rosters.Roster roster) {
        Optional<Recipient> target =
                roster.targets().stream().filter(t -> t.address().equals(asking)).findFirst();
        Optional<MemberChain> chain =
                PinnedChats.peer(device.store(), chat) > 0
                        ? Optional.empty()
                        : memberships.follow(chat, roster.membershipEpoch());
        if (target.isEmpty() || chain.filter(c -> !c.isMember(asking.userId())).isPresent()) {
            return false;
        }
        Bytes group = MemberChain.groupId(chat);
        boolean speaks =
                device.store().transaction(r -> !device.senderKeys().needsRotation(r, group));
        if (chain.isPresent() && speaks) {
            give(chat, roster, List.of(target.get()));
        }
        return true;
    }
}
