package org.kocmoc.client.encryption;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.SenderKeys;

/// Follows and prolongs the membership chains of groups: every entry is judged by what was accepted
/// before, whatever the server says. Under the session's lock.
final class Memberships {
    private static final int TRIES = 4;

    private final Device device;
    private final EntryReader reader;
    private final Map<Bytes, Bytes> looked = new HashMap<>();
    private int changes;

    Memberships(Device device) {
        this.device = device;
        this.reader = new EntryReader(device);
    }

    /// How often what is known of any group has changed.
    int changes() {
        return changes;
    }

    /// What is known without asking.
    Optional<MemberChain> known(long chat) {
        return device.store().transaction(records -> MemberChain.find(records, chat));
    }

    /// The chain up to the epoch that the server names, empty if there never was one.
    ///
    /// @throws EncryptionException if the server shows less than what was known, or something that
    ///   does not follow it; `UNCONFIRMED` if nobody has vouched yet for what cannot be checked
    Optional<MemberChain> follow(long chat, long epoch) {
        Optional<MemberChain> known = known(chat);
        try {
            if (known.isEmpty()) {
                return epoch == 0 ? known : Optional.of(adopt(chat, epoch));
            }
            if (epoch < known.get().tip().epoch()) {
                return Optional.of(restore(known.get()));
            }
            return epoch == known.get().tip().epoch()
                    ? known
                    : Optional.of(goOn(known.get(), epoch));
        } catch (RatchetException e) {
            throw EncryptionException.ofGroup(e.reason(), chat, e);
        }
    }

    private MemberChain adopt(long chat, long epoch) {
        List<Membership.Signed> shown = reader.beginning(chat);
        MemberChain chain = goOn(beginWith(chat, shown, false), epoch);
        if (!chain.isAdmin(device.keys().address().userId())) {
            return chain;
        }
        try {
            // Now, while the keys of those who signed are there.
            return judged(chain);
        } catch (RatchetException | EncryptionException e) {
            return chain;
        }
    }

    private MemberChain goOn(MemberChain known, long epoch) {
        Membership.Run run = new Membership.Run(known.tip());
        reader.follow(known.chat(), run, entry -> keep(known.chat(), entry));
        if (run.isWaiting() && run.accepted().epoch() < epoch) {
            throw new RatchetException(Reason.UNCONFIRMED, "nobody has vouched for entries");
        }
        return known(known.chat()).orElseThrow();
    }

    /// A chain on top of which this device may sign. Others take that for a word about all that
    /// lies before, and this device may have begun with what the server showed it.
    private MemberChain judged(MemberChain chain) {
        if (chain.judged()) {
            return chain;
        }
        Membership first = reader.first(chain.chat());
        List<Membership> accepted = new ArrayList<>(List.of(first));
        reader.follow(
                chain.chat(), new Membership.Run(first), entry -> accepted.add(entry.entry()));
        if (!accepted.contains(chain.tip())) {
            throw new RatchetException(Reason.UNCONFIRMED, "nobody has vouched for entries");
        }
        return device.store().transaction(chain::judged);
    }

    private MemberChain keep(long chat, Membership.Signed entry) {
        changes++;
        return device.store()
                .transaction(
                        records ->
                                MemberChain.find(records, chat).orElseThrow().with(records, entry));
    }

    /// A server that was restored from a backup may have lost entries: what this device signed goes
    /// there again. Everything else that is missing makes it a server that hides something.
    private MemberChain restore(MemberChain known) {
        Optional<Membership> newest = reader.newest(known.chat()).map(EntryReader.Shown::entry);
        newest.filter(theirs -> theirs.epoch() >= known.first())
                .ifPresent(theirs -> requireSame(known.chat(), theirs));
        long epoch = newest.map(Membership::epoch).orElse(0L);
        while (epoch < known.tip().epoch()) {
            long next = ++epoch;
            Membership.Signed own =
                    device.store()
                            .transaction(r -> MemberChain.signed(r, known.chat(), next))
                            .filter(e -> e.entry().actor().equals(device.keys().address()))
                            .orElseThrow(
                                    () ->
                                            new RatchetException(
                                                    Reason.LIST_ROLLBACK, "entries are hidden"));
            post(known.chat(), own);
        }
        return known;
    }

    private void requireSame(long chat, Membership theirs) {
        boolean same =
                device.store()
                        .transaction(r -> MemberChain.entry(r, chat, theirs.epoch(), theirs.hash()))
                        .isPresent();
        if (!same) {
            throw new RatchetException(Reason.LIST_FORK, "another entry than the known one");
        }
    }

    /// The accepted entry that a message names; the server is asked once for one that is not known.
    Optional<Membership> entry(long chat, SenderKeys.Header header) {
        Optional<Membership> entry = accepted(chat, header);
        Optional<MemberChain> known = known(chat);
        boolean may = known.isEmpty() || header.epoch() > known.get().tip().epoch();
        if (entry.isEmpty() && may) {
            try {
                follow(chat, header.epoch());
            } catch (EncryptionException e) {
                // Entries before the one that is refused may have been accepted.
            }
            return accepted(chat, header);
        }
        return entry;
    }

    private Optional<Membership> accepted(long chat, SenderKeys.Header header) {
        return device.store()
                .transaction(
                        r -> MemberChain.entry(r, chat, header.epoch(), header.membershipHash()));
    }

    /// Signs the first entry of a group.
    MemberChain begin(long chat, List<Membership.Member> members) {
        Membership.Signed entry =
                Membership.first(
                                MemberChain.groupId(chat),
                                device.keys().address(),
                                device.clock().millis(),
                                members)
                        .sign(device.keys());
        post(chat, entry);
        return beginWith(chat, List.of(entry), true);
    }

    private MemberChain beginWith(long chat, List<Membership.Signed> entries, boolean judged) {
        changes++;
        return device.store()
                .transaction(
                        records -> {
                            MemberChain.find(records, chat).ifPresent(old -> old.forget(records));
                            return MemberChain.begin(records, chat, entries, judged);
                        });
    }

    /// The newest list that the server shows, whoever signed it: to be looked at, taken by nobody.
    List<Membership.Member> offered(long chat) {
        return reader.unvouched(chat).getLast().entry().members();
    }

    /// Begins anew with what the server shows, if a person has looked at those members.
    void trustAnew(long chat, List<Membership.Member> seen) {
        List<Membership.Signed> shown = reader.unvouched(chat);
        if (!shown.getLast().entry().members().equals(seen)) {
            throw EncryptionException.ofGroup(Reason.LIST_FORK, chat, null);
        }
        looked.remove(MemberChain.groupId(chat));
        beginWith(chat, shown, true);
    }

    /// Signs a change, again on top of what others signed meanwhile. Nothing is signed where
    /// nothing changes.
    ///
    /// @return the chain with it; empty if the group has none
    Optional<MemberChain> change(long chat, UnaryOperator<List<Membership.Member>> wish) {
        Optional<MemberChain> known = newest(chat);
        for (int tries = 1; known.isPresent(); tries++) {
            MemberChain chain = known.get();
            List<Membership.Member> wanted = wish.apply(chain.tip().members());
            if (wanted.equals(chain.tip().members())) {
                return known;
            }
            requireMay(chain, wanted);
            try {
                return Optional.of(sign(judged(chain), wanted));
            } catch (RatchetException e) {
                throw EncryptionException.ofGroup(e.reason(), chat, e);
            } catch (RefusedException e) {
                if (!e.code().equals("membership_changed") || tries == TRIES) {
                    throw e;
                }
                known = newest(chat);
            }
        }
        return known;
    }

    private MemberChain sign(MemberChain chain, List<Membership.Member> members) {
        Membership.Signed entry =
                chain.tip()
                        .next(device.keys().address(), device.clock().millis(), members)
                        .sign(device.keys());
        post(chain.chat(), entry);
        return keep(chain.chat(), entry);
    }

    /// Signs for the same members again where the key of who made the newest change is gone, so
    /// that newcomers and those who were away get something that verifies. Asks once for each
    /// change, and not at all while its signer is in the group with that device.
    ///
    /// @param present who is in the group by the server's word
    /// @return the chain with it
    MemberChain confirm(MemberChain chain, Set<Long> present) {
        Membership change = device.store().transaction(chain::lastChange);
        long signer = change.actor().userId();
        boolean usual =
                present.contains(signer)
                        && device.directory()
                                .known(signer)
                                .flatMap(known -> EntrySigners.listed(known, change.actor()))
                                .isPresent();
        if (usual || !chain.isAdmin(device.keys().address().userId()) || !isFirstLook(change)) {
            return chain;
        }
        try {
            return reader.isBeyondChecking(chain.chat(), change)
                    ? sign(judged(chain), chain.tip().members())
                    : chain;
        } catch (RatchetException | EncryptionException | RefusedException e) {
            // Somebody was quicker, or has to: what is said meanwhile does not wait for it.
            return chain;
        }
    }

    private boolean isFirstLook(Membership change) {
        return !change.hash().equals(looked.put(change.groupId(), change.hash()));
    }

    /// Before the server has it: an entry that others refuse would block the group.
    private void requireMay(MemberChain chain, List<Membership.Member> wanted) {
        long me = device.keys().address().userId();
        boolean leaves =
                wanted.equals(MemberChain.changed(chain.tip().members(), me, Optional.empty()));
        if (!chain.isMember(me) || !(chain.isAdmin(me) || leaves)) {
            throw EncryptionException.ofGroup(Reason.NOT_A_MEMBER, chain.chat(), null);
        }
    }

    /// The chain up to what the server has; a restored server gets what this device has signed.
    Optional<MemberChain> newest(long chat) {
        return follow(chat, reader.newest(chat).map(shown -> shown.entry().epoch()).orElse(0L));
    }

    private void post(long chat, Membership.Signed entry) {
        device.call(
                "POST",
                "/api/e2ee/chats/" + chat + "/membership",
                Map.of("entry", Encodings.base64(entry.encode())));
    }
}
