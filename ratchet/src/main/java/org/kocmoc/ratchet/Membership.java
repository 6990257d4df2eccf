package org.kocmoc.ratchet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.Unpacker;
import org.kocmoc.ratchet.group.SenderChain;
import org.kocmoc.ratchet.internal.Limits;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Signing;

/// Who is in a group, as an admin's device signed it: one link of a hash chain. Every group message
/// names the hash of the entry that its sender knew, so that a server cannot slip somebody in.
///
/// @param groupId 16 bytes
/// @param members ascending by user, 1 to 256, at least one admin
public record Membership(
        Bytes groupId,
        long epoch,
        Bytes previousHash,
        Address actor,
        long createdMs,
        List<Member> members) {
    private static final String LABEL = "kocmoc/membership/1";
    private static final int HASH = 32;
    private static final Bytes NOTHING_BEFORE = Bytes.of(new byte[HASH]);

    /// A user in the group.
    public record Member(long userId, Role role) {}

    /// What a member may do.
    public enum Role {
        /// Reads and writes.
        MEMBER,
        /// Also changes who is in the group.
        ADMIN
    }

    /// Refuses lists that are not in canonical form.
    public Membership {
        members = List.copyOf(members);
        if (groupId.length() != SenderChain.GROUP_ID || epoch < 1 || members.isEmpty()) {
            throw new RatchetException(Reason.MALFORMED, "not a membership entry");
        }
        if (members.size() > Limits.GROUP_MEMBERS) {
            throw new RatchetException(Reason.TOO_MANY, "too many members");
        }
        for (int i = 1; i < members.size(); i++) {
            if (members.get(i - 1).userId() >= members.get(i).userId()) {
                throw new RatchetException(Reason.MALFORMED, "members out of order");
            }
        }
        if (members.stream().noneMatch(m -> m.role() == Role.ADMIN)) {
            throw new RatchetException(Reason.MALFORMED, "a group has an admin");
        }
    }

    /// The first entry of a group.
    public static Membership first(
            Bytes groupId, Address actor, long createdMs, List<Member> members) {
        return new Membership(groupId, 1, NOTHING_BEFORE, actor, createdMs, members);
    }

    /// The entry after this one.
    public Membership next(Address by, long atMs, List<Member> changed) {
        return new Membership(groupId, epoch + 1, hash(), by, atMs, changed);
    }

    /// What a member may do, if the user is one.
    public Optional<Role> role(long userId) {
        return members.stream().filter(m -> m.userId() == userId).map(Member::role).findFirst();
    }

    /// The bytes that are signed.
    public byte[] body() {
        Packer out =
                new Packer(LABEL)
                        .bytes(groupId)
                        .u64(epoch)
                        .bytes(previousHash)
                        .address(actor)
                        .u64(createdMs)
                        .u16(members.size());
        members.forEach(m -> out.u64(m.userId()).u8(m.role() == Role.ADMIN ? 1 : 0));
        return out.done();
    }

    /// What messages and the next entry refer to.
    public Bytes hash() {
        return Bytes.of(Primitives.standard().kdf().sha256(body()));
    }

    /// Signs with the actor's device.
    public Signed sign(DeviceKeys device) {
        return new Signed(this, device.sign(body()));
    }

    /// Fails unless the entry may begin a group: `IDENTITY_MISMATCH`, `NOT_A_MEMBER`.
    private void requireFirst() {
        if (epoch != 1 || !previousHash.equals(NOTHING_BEFORE)) {
            throw new RatchetException(Reason.LIST_GAP, "not the first entry");
        }
        requireAdmin(this, actor.userId());
    }

    private void requireFollows(Membership before) {
        if (!groupId.equals(before.groupId)) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "another group");
        }
        if (epoch <= before.epoch) {
            throw new RatchetException(Reason.LIST_ROLLBACK, "an older entry than the known one");
        }
        if (epoch > before.epoch + 1) {
            throw new RatchetException(Reason.LIST_GAP, "entries between are missing");
        }
        if (!previousHash.equals(before.hash())) {
            throw new RatchetException(Reason.LIST_FORK, "does not continue the known entry");
        }
        if (!isLeaving(before)) {
            requireAdmin(before, actor.userId());
        }
    }

    /// A member may take itself out and change nothing else.
    private boolean isLeaving(Membership before) {
        List<Member> without = new ArrayList<>(before.members);
        return without.removeIf(m -> m.userId() == actor.userId()) && without.equals(members);
    }

    private boolean isAdmin(long userId) {
        return role(userId).filter(role -> role == Role.ADMIN).isPresent();
    }

    private static void requireAdmin(Membership in, long userId) {
        if (!in.isAdmin(userId)) {
            throw new RatchetException(Reason.NOT_A_MEMBER, "only an admin may do this");
        }
    }

    /// Entries that follow one that was accepted, where the keys of some signers cannot be had any
    /// more. Those wait until an entry that verifies, of an admin of the one accepted before them,
    /// vouches for them by its hash. Not for several threads.
    public static final class Run {
        private final List<Signed> waiting = new ArrayList<>();
        private Membership accepted;

        /// Begins after an entry that was accepted.
        public Run(Membership accepted) {
            this.accepted = accepted;
        }

        /// Takes the next entry. Waiting or not, it has to follow the one before, and a signature
        /// whose key can be had has to verify. Without a key only leaving counts at once.
        ///
        /// @param actor certificate of the signing device, signed by the present key of its
        ///   account; empty if there is none any more
        /// @return what is accepted by it, oldest first; empty while it waits
        public List<Signed> take(Signed next, Optional<DeviceCert> actor) {
            Membership last = waiting.isEmpty() ? accepted : waiting.getLast().entry();
            next.entry().requireFollows(last);
            actor.ifPresent(next::verified);
            boolean counts;
            if (waiting.isEmpty()) {
                counts = actor.isPresent() || next.entry().isLeaving(last);
            } else {
                counts = actor.isPresent() && accepted.isAdmin(next.entry().actor().userId());
            }
            waiting.add(next);
            return counts ? settle() : List.of();
        }

        /// Accepts what waits because a person who has seen the members in it says so; never for
        /// another reason.
        public List<Signed> acceptSeen() {
            return settle();
        }

        /// The newest entry that was accepted.
        public Membership accepted() {
            return accepted;
        }

        /// Whether entries wait for somebody to vouch for them.
        public boolean isWaiting() {
            return !waiting.isEmpty();
        }

        private List<Signed> settle() {
            List<Signed> settled = List.copyOf(waiting);
            if (!settled.isEmpty()) {
                accepted = settled.getLast().entry();
            }
            waiting.clear();
            return settled;
        }
    }

    /// An entry with its actor's signature.
    public record Signed(Membership entry, Bytes signature) {
        /// The entry, if it may begin a group.
        ///
        /// @param actor what is known of the signing user
        public Membership begin(KnownDevices actor) {
            entry.requireFirst();
            return verified(actor.device(entry.actor()));
        }

        /// The entry, as the first one of a group that this device sees, at any epoch: trusted on
        /// first use, as the first device list of a user is. Its actor must be an admin in it.
        ///
        /// @param actor certificate of the signing device, signed by its account
        public Membership adopt(DeviceCert actor) {
            requireAdmin(entry, entry.actor().userId());
            return verified(actor);
        }

        /// The same of an entry whose signer's key cannot be had any more. Nothing but the word of
        /// whoever shows it stands for it: only for a group of which this device knows nothing.
        public Membership adoptOnTrust() {
            requireAdmin(entry, entry.actor().userId());
            return entry;
        }

        /// The entry, if it may follow another.
        ///
        /// @param actor what is known of the signing user
        public Membership follow(Membership before, KnownDevices actor) {
            return follow(before, actor.device(entry.actor()));
        }

        /// The same by a device that may have been taken off its owner's list since.
        ///
        /// @param actor certificate of the signing device, signed by its account
        public Membership follow(Membership before, DeviceCert actor) {
            entry.requireFollows(before);
            return verified(actor);
        }

        private Membership verified(DeviceCert device) {
            if (!device.address().equals(entry.actor())) {
                throw new RatchetException(Reason.IDENTITY_MISMATCH, "another device's entry");
            }
            DeviceCert.requireSignature(device.signingKey(), entry.body(), signature);
            return entry;
        }

        /// Body, then signature.
        public byte[] encode() {
            return new Packer().bytes(entry.body()).bytes(signature).done();
        }

        /// Parses what [#encode] gives; verifies nothing.
        public static Signed parse(byte[] bytes) {
            Unpacker in = new Unpacker(bytes).label(LABEL);
            Bytes groupId = in.bytes(SenderChain.GROUP_ID);
            long epoch = in.u64();
            Bytes previous = in.bytes(HASH);
            Address actor = new Address(in.u64(), in.u32());
            long createdMs = in.u64();
            int count = in.u16();
            List<Member> members = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                members.add(new Member(in.u64(), role(in.u8())));
            }
            Signed signed =
                    new Signed(
                            new Membership(groupId, epoch, previous, actor, createdMs, members),
                            in.bytes(Signing.SIGNATURE_SIZE));
            in.end();
            return signed;
        }

        private static Role role(int number) {
            return switch (number) {
                case 0 -> Role.MEMBER;
                case 1 -> Role.ADMIN;
                default -> throw new RatchetException(Reason.MALFORMED, "unknown role");
            };
        }
    }
}
