package org.kocmoc.client.encryption;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.ratchet.RatchetStore.Records;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;

/// The entries about the members of one group that this device has accepted, from the first one it
/// saw on. What is kept here the server cannot take back. Immutable.
///
/// @param tip the newest entry
/// @param first epoch of the oldest accepted entry
/// @param named everybody whom an accepted entry ever named
/// @param judged whether this device has followed all of it, or its user has looked at it: whether
///   others may take its signature on top as a word for what lies before
record MemberChain(long chat, Membership tip, long first, Set<Long> named, boolean judged) {
    private static final int GROUP_ID = 16;

    MemberChain {
        named = Set.copyOf(named);
    }

    /// How the protocol names the group of a chat.
    static Bytes groupId(long chat) {
        return Bytes.of(new Packer().bytes(new byte[GROUP_ID - Long.BYTES]).u64(chat).done());
    }

    static Optional<MemberChain> find(Records records, long chat) {
        return records.get(name(chat)).map(bytes -> decode(records, chat, bytes));
    }

    private static MemberChain decode(Records records, long chat, byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        long newest = in.u64(1);
        long first = in.u64(2);
        Set<Long> named = new TreeSet<>();
        while (in.next(3)) {
            named.add(in.u64(3));
        }
        boolean judged = in.next(4) && in.u32(4) == 1;
        in.end();
        return new MemberChain(
                chat, signed(records, chat, newest).orElseThrow().entry(), first, named, judged);
    }

    /// Begins with entries of which the last was found good, and its hash stands for the others.
    static MemberChain begin(
            Records records, long chat, List<Membership.Signed> all, boolean judged) {
        Membership first = all.getFirst().entry();
        MemberChain chain = new MemberChain(chat, first, first.epoch(), Set.of(), judged);
        for (Membership.Signed one : all) {
            chain = chain.with(records, one);
        }
        return chain;
    }

    /// Forgets all of it.
    void forget(Records records) {
        for (long epoch = first; epoch <= tip.epoch(); epoch++) {
            records.remove(name(chat) + "." + epoch);
        }
        records.remove(name(chat));
    }

    /// Goes on with the next entry, which was found good.
    MemberChain with(Records records, Membership.Signed next) {
        Set<Long> all = new TreeSet<>(named);
        next.entry().members().forEach(member -> all.add(member.userId()));
        MemberChain longer = new MemberChain(chat, next.entry(), first, all, judged);
        longer.put(records);
        records.put(name(chat) + "." + next.entry().epoch(), next.encode());
        return longer;
    }

    /// The same after its user or its own look at all of it has stood up for it.
    MemberChain judged(Records records) {
        MemberChain good = new MemberChain(chat, tip, first, named, true);
        good.put(records);
        return good;
    }

    private void put(Records records) {
        ProtoWriter out = new ProtoWriter().number(1, tip.epoch()).number(2, first);
        new TreeSet<>(named).forEach(user -> out.number(3, user));
        if (judged) {
            out.number(4, 1);
        }
        records.put(name(chat), out.done());
    }

    /// An accepted entry as it was signed.
    static Optional<Membership.Signed> signed(Records records, long chat, long epoch) {
        return records.get(name(chat) + "." + epoch).map(Membership.Signed::parse);
    }

    /// The newest entry that does more than take its actor out, as far back as this device knows.
    Membership lastChange(Records records) {
        Membership entry = tip;
        while (entry.epoch() > first) {
            Membership before = signed(records, chat, entry.epoch() - 1).orElseThrow().entry();
            long actor = entry.actor().userId();
            if (!entry.members().equals(changed(before.members(), actor, Optional.empty()))) {
                return entry;
            }
            entry = before;
        }
        return entry;
    }

    /// An accepted entry by its epoch and hash.
    static Optional<Membership> entry(Records records, long chat, long epoch, Bytes hash) {
        return signed(records, chat, epoch)
                .map(Membership.Signed::entry)
                .filter(entry -> entry.hash().equals(hash));
    }

    boolean isMember(long user) {
        return tip.role(user).isPresent();
    }

    boolean isAdmin(long user) {
        return tip.role(user).filter(role -> role == Membership.Role.ADMIN).isPresent();
    }

    /// Members with a user's role set, or the user taken out.
    static List<Membership.Member> changed(
            List<Membership.Member> members, long user, Optional<Membership.Role> role) {
        List<Membership.Member> next = new ArrayList<>(members);
        next.removeIf(member -> member.userId() == user);
        role.ifPresent(r -> next.add(new Membership.Member(user, r)));
        next.sort(java.util.Comparator.comparingLong(Membership.Member::userId));
        return next;
    }

    private static String name(long chat) {
        return "sdk.members." + chat;
    }
}
