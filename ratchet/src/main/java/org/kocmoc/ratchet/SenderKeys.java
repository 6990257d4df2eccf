package org.kocmoc.ratchet;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.RatchetStore.Records;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.group.SenderChain;
import org.kocmoc.ratchet.group.SenderRatchet;
import org.kocmoc.ratchet.group.SenderWire;
import org.kocmoc.ratchet.internal.Limits;
import org.kocmoc.ratchet.internal.ReceivingChain;
import org.kocmoc.ratchet.internal.SenderContext;
import org.kocmoc.ratchet.internal.SessionFormat;
import org.kocmoc.ratchet.internal.Suite;
import org.kocmoc.ratchet.primitive.Primitives;

/// Group messages of one device: encrypted once, decrypted by every member device.
///
/// The sender gives its chain to each member device inside a pairwise message. It rotates the chain
/// when [#needsRotation] says so and on every removal of a member or device, because a chain does
/// not heal by itself. Works on [Records] of the caller's transaction, as [Ratchet] does.
public final class SenderKeys {
    private static final Suite SUITE = Suite.K1;
    private static final int SCHEMA = 1;
    private static final int MAX_CHAIN = 1 << 20;

    private final Address me;
    private final InstantSource clock;
    private final Primitives primitives;
    private final SenderRatchet ratchet;

    /// The sender keys of this device.
    public SenderKeys(Address me, InstantSource clock) {
        this(me, clock, Primitives.standard());
    }

    SenderKeys(Address me, InstantSource clock, Primitives primitives) {
        this.me = me;
        this.clock = clock;
        this.primitives = primitives;
        this.ratchet = new SenderRatchet(SUITE, primitives);
    }

    /// What a group message says about itself, not yet authentic: enough to look up the entry and
    /// the chain.
    public record Header(Bytes groupId, int chainId, long epoch, Bytes membershipHash) {}

    /// Reads the header of a message.
    public static Header header(byte[] message) {
        SenderWire.Header header = SenderWire.parse(SUITE, message).header();
        return new Header(header.groupId(), header.chainId(), header.epoch(), header.membership());
    }

    /// Begins a new chain and gives it for distribution to every other device of the group.
    /// Messages already sent on the former chain still decrypt.
    public byte[] rotate(Records records, Bytes groupId) {
        own(records, groupId).ifPresent(SenderChain::wipe);
        SenderChain fresh =
                ratchet.create(groupId, DeviceKeys.positive(primitives), clock.millis());
        return save(records, fresh);
    }

    /// The present chain for distribution to a newcomer, who cannot read what was sent before.
    public byte[] distribution(Records records, Bytes groupId) {
        return save(records, require(records, groupId));
    }

    /// Whether there is no chain yet, or it has served 1,000 messages or 7 days.
    public boolean needsRotation(Records records, Bytes groupId) {
        Optional<SenderChain> chain = own(records, groupId);
        chain.ifPresent(SenderChain::wipe);
        return chain.filter(
                        c ->
                                c.iteration() < Limits.SENDER_CHAIN_MESSAGES
                                        && clock.millis() - c.createdMs() < Limits.SENDER_CHAIN_MS)
                .isEmpty();
    }

    /// Encrypts for the members of an entry. `NO_SESSION` without a chain.
    public byte[] encrypt(Records records, Membership members, byte[] content) {
        if (members.role(me.userId()).isEmpty()) {
            throw new RatchetException(Reason.NOT_A_MEMBER, "not a member of this group");
        }
        SenderChain chain = require(records, members.groupId());
        SenderContext context =
                new SenderContext(
                        me,
                        members.groupId(),
                        chain.chainId(),
                        chain.iteration(),
                        members.epoch(),
                        members.hash());
        SenderRatchet.Sent sent = ratchet.encrypt(chain, context, content);
        records.put(ownName(members.groupId()), sent.chain().encode());
        chain.wipe();
        sent.chain().wipe();
        return sent.message().toArray();
    }

    /// Takes a chain that a device sent inside a pairwise message.
    ///
    /// @param groupId the group that the pairwise message was about
    public void accept(Records records, Address from, Bytes groupId, byte[] distribution) {
        SenderRatchet.Distribution told = ratchet.parse(distribution);
        if (!told.groupId().equals(groupId)) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "another group's chain");
        }
        List<Entry> entries = chains(records, groupId, from);
        for (Entry known : entries) {
            if (known.chainId() == told.chainId()) {
                if (!known.chain().ratchetKey().equals(told.chain().ratchetKey())) {
                    throw new RatchetException(Reason.IDENTITY_MISMATCH, "chain id used twice");
                }
                return;
            }
        }
        entries.addFirst(new Entry(told.chainId(), told.chain()));
        save(records, groupId, from, entries);
    }

    /// Decrypts a group message.
    ///
    /// @param sender what is known of the sending user; the device must be on that list
    /// @param members the verified entry that the message's header names
    public byte[] decrypt(
            Records records,
            KnownDevices sender,
            Address from,
            Membership members,
            byte[] message) {
        SenderWire wire = SenderWire.parse(SUITE, message);
        requireMember(sender, from, members, wire.header());
        List<Entry> entries = chains(records, members.groupId(), from);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.chainId() == wire.header().chainId()) {
                SenderRatchet.Received received =
                        ratchet.decrypt(entry.chain(), from, wire, clock.millis());
                entries.set(i, new Entry(entry.chainId(), received.chain()));
                save(records, members.groupId(), from, entries);
                return received.content();
            }
        }
        throw new RatchetException(Reason.NO_SESSION, "the sender's chain is not known");
    }

    /// Forgets a device's chains, because it left the group.
    public void forget(Records records, Bytes groupId, Address device) {
        records.remove(name(groupId, device));
    }

    private static void requireMember(
            KnownDevices sender, Address from, Membership members, SenderWire.Header header) {
        sender.device(from);
        if (!header.groupId().equals(members.groupId())
                || !header.membership().equals(members.hash())
                || header.epoch() != members.epoch()) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "another membership entry");
        }
        if (members.role(from.userId()).isEmpty()) {
            throw new RatchetException(Reason.NOT_A_MEMBER, "the sender is not a member");
        }
    }

    private record Entry(int chainId, ReceivingChain chain) {}

    private static List<Entry> chains(Records records, Bytes groupId, Address from) {
        List<Entry> entries = new ArrayList<>();
        Optional<byte[]> stored = records.get(name(groupId, from));
        if (stored.isPresent()) {
            ProtoReader in = ProtoReader.ofStored(stored.get());
            if (in.u32(1) != SCHEMA) {
                throw new RatchetException(Reason.UNSUPPORTED_VERSION, "chains of a newer version");
            }
            while (entries.size() < Limits.SENDER_CHAINS && in.next(2)) {
                ProtoReader one = ProtoReader.ofStored(in.bytes(2, 0, MAX_CHAIN));
                entries.add(new Entry(one.u32(1), SessionFormat.chain(one.bytes(2, 0, MAX_CHAIN))));
                one.end();
            }
            in.end();
        }
        return entries;
    }

    private static void save(Records records, Bytes groupId, Address from, List<Entry> entries) {
        ProtoWriter out = new ProtoWriter(1_024).number(1, SCHEMA);
        for (Entry entry : entries.subList(0, Math.min(entries.size(), Limits.SENDER_CHAINS))) {
            out.bytes(
                    2,
                    new ProtoWriter(1_024)
                            .number(1, entry.chainId())
                            .bytes(2, SessionFormat.chain(entry.chain()))
                            .done());
        }
        records.put(name(groupId, from), out.done());
        entries.forEach(entry -> entry.chain().wipe());
    }

    private byte[] save(Records records, SenderChain chain) {
        records.put(ownName(chain.groupId()), chain.encode());
        byte[] distribution = ratchet.distribution(chain);
        chain.wipe();
        return distribution;
    }

    private static SenderChain require(Records records, Bytes groupId) {
        return own(records, groupId)
                .orElseThrow(() -> new RatchetException(Reason.NO_SESSION, "no chain yet"));
    }

    private static Optional<SenderChain> own(Records records, Bytes groupId) {
        return records.get(ownName(groupId)).map(SenderChain::decode);
    }

    private static String ownName(Bytes groupId) {
        return "sender/" + groupId.hex();
    }

    private static String name(Bytes groupId, Address from) {
        return ownName(groupId) + "/" + from.userId() + "/" + from.deviceId();
    }
}
