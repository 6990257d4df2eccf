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
record MemberChain(long chat, Membership tip, long first, Set<Long> named) {
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
        in.end();
        return new MemberChain(
                chat, signed(records, chat, newest).orElseThrow().entry(), first, named);
    }

    /// Begins with an entry that was found good, and those before it that its hash stands for.
    static MemberChain begin(
            Records records, long chat, List<Membership.Signed> before, Membership.Signed entry) {
        List<Membership.Signed> all = new ArrayList<>(before);
        all.add(entry);
        long first = all.getFirst().entry().epoch();
        MemberChain chain = new MemberChain(chat, all.getFirst().entry(), first, Set.of());
        for (Membership.Signed one : all) {
            chain = chain.with(records, one);
        }
        return chain;
    }

    /// Goes on with the next entry, which was found good.
    MemberChain with(Records records, Membership.Signed next) {
        Set<Long> all = new TreeSet<>(named);
        next.entry().members().forEach(member -> all.add(member.userId()));
        MemberChain longer = new MemberChain(chat, next.entry(), first, all);
        ProtoWriter out = new ProtoWriter().number(1, next.entry().epoch()).number(2, first);
        all.forEach(user -> out.number(3, user));
        records.put(name(chat), out.done());
        records.put(name(chat) + "." + next.entry().epoch(), next.encode());
        return longer;
    }

    /// An accepted entry as it was signed.
    static Optional<Membership.Signed> signed(Records records, long chat, long epoch) {
        return records.get(name(chat) + "." + epoch).map(Membership.Signed::parse);
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
