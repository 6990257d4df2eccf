package org.kocmoc.ratchet.group;

import java.util.Arrays;
import java.util.List;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Padding;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.internal.Limits;
import org.kocmoc.ratchet.internal.MessageKeys;
import org.kocmoc.ratchet.internal.MessageWire;
import org.kocmoc.ratchet.internal.ReceivingChain;
import org.kocmoc.ratchet.internal.SenderContext;
import org.kocmoc.ratchet.internal.Suite;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;
import org.kocmoc.ratchet.primitive.Signing;

/// Sender keys as functions: a chain and a message give the next chain.
public final class SenderRatchet {
    private final Suite suite;
    private final Primitives primitives;

    /// The sender keys of a suite.
    public SenderRatchet(Suite suite, Primitives primitives) {
        this.suite = suite;
        this.primitives = primitives;
    }

    /// A chain and the message it sent.
    public record Sent(SenderChain chain, Bytes message) {}

    /// A chain and the content it received.
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    public record Received(ReceivingChain chain, byte[] content) {
        @Override
        public String toString() {
            return "Received";
        }
    }

    /// A chain as told to another member.
    public record Distribution(Bytes groupId, int chainId, ReceivingChain chain) {}

    /// A fresh chain with the given id.
    public SenderChain create(Bytes groupId, int chainId, long nowMs) {
        return new SenderChain(
                groupId,
                chainId,
                0,
                Secret.of(primitives.draw(32)),
                Secret.of(primitives.draw(Signing.KEY_SIZE)),
                nowMs);
    }

    /// The chain at its present iteration, for a member to receive with. Secret: it travels inside
    /// a pairwise message.
    public byte[] distribution(SenderChain chain) {
        byte[] key = primitives.signing().publicKey(chain.signingSeed().bytes());
        byte[] fields =
                new ProtoWriter()
                        .bytes(1, chain.groupId())
                        .number(2, chain.chainId())
                        .number(3, chain.iteration())
                        .bytes(4, chain.chainKey().bytes())
                        .bytes(5, MessageWire.typed(suite.groupKeyType(), Bytes.of(key)))
                        .done();
        return Secret.join(new byte[] {(byte) suite.groupVersion()}, fields);
    }

    /// Parses what [#distribution] gives.
    public Distribution parse(byte[] bytes) {
        MessageWire.version(suite.groupVersion(), bytes, Limits.MESSAGE);
        ProtoReader in = new ProtoReader(bytes, 1);
        Bytes groupId = in.value(1, SenderChain.GROUP_ID);
        int chainId = in.u32(2);
        int iteration = in.u32(3);
        Secret chainKey = Secret.of(in.bytes(4, 32));
        Bytes key = MessageWire.untyped(suite.groupKeyType(), in.bytes(5, Signing.KEY_SIZE + 1));
        MessageWire.finish(suite, in);
        primitives.signing().check(key.toArray());
        // What came before the iteration was never ours to read: lost, not received twice.
        ReceivingChain chain = new ReceivingChain(key, chainKey, iteration, iteration, List.of());
        return new Distribution(groupId, chainId, chain);
    }

    /// Encrypts one content for all members.
    public Sent encrypt(SenderChain chain, SenderContext context, byte[] content) {
        if (content.length > Limits.CONTENT) {
            throw new RatchetException(Reason.TOO_LARGE, "content too large");
        }
        if (chain.iteration() == Integer.MAX_VALUE) {
            throw new RatchetException(Reason.SESSION_EXHAUSTED, "the chain is used up");
        }
        ReceivingChain.Step step = ReceivingChain.step(primitives.kdf(), chain.chainKey());
        byte[] padded = suite.isStrict() ? Padding.pad(content) : content.clone();
        try (MessageKeys keys = suite.groupKeys(primitives.kdf(), step.seed().bytes())) {
            byte[] cbc =
                    primitives.cbc().encrypt(keys.encryption().bytes(), keys.iv().bytes(), padded);
            byte[] tag = suite.groupTag(primitives.kdf(), keys, context, cbc);
            byte[] body = SenderWire.body(suite, context, Secret.join(cbc, tag));
            byte[] signature =
                    primitives
                            .signing()
                            .sign(
                                    chain.signingSeed().bytes(),
                                    suite.groupSigned(context.sender(), body));
            return new Sent(chain.advanced(step.next()), Bytes.of(Secret.join(body, signature)));
        } finally {
            step.seed().wipe();
            Secret.wipe(padded);
        }
    }

    /// Decrypts one message. On failure nothing has changed.
    public Received decrypt(ReceivingChain chain, Address sender, SenderWire message, long nowMs) {
        byte[] signed = suite.groupSigned(sender, message.body().toArray());
        byte[] key = chain.ratchetKey().toArray();
        // The signature first: other members hold the chain key and could make everything else.
        if (!primitives.signing().verify(key, signed, message.signature().toArray())) {
            throw undecryptable();
        }
        SenderWire.Header header = message.header();
        ReceivingChain.Taken taken =
                chain.expire(nowMs - Limits.SKIPPED_KEY_MS)
                        .take(primitives.kdf(), header.iteration(), nowMs);
        SenderContext context =
                new SenderContext(
                        sender,
                        header.groupId(),
                        header.chainId(),
                        header.iteration(),
                        header.epoch(),
                        header.membership());
        byte[] content = open(taken.seed(), context, message.payload().toArray());
        return new Received(taken.chain().trimmed(), content);
    }

    private byte[] open(Secret seed, SenderContext context, byte[] payload) {
        try (MessageKeys keys = suite.groupKeys(primitives.kdf(), seed.bytes())) {
            int tagSize = suite.groupTagSize();
            if (payload.length < tagSize) {
                throw undecryptable();
            }
            byte[] cbc = Arrays.copyOf(payload, payload.length - tagSize);
            byte[] tag = suite.groupTag(primitives.kdf(), keys, context, cbc);
            if (!Secret.same(tag, Arrays.copyOfRange(payload, cbc.length, payload.length))) {
                throw undecryptable();
            }
            byte[] padded =
                    primitives.cbc().decrypt(keys.encryption().bytes(), keys.iv().bytes(), cbc);
            return suite.isStrict() ? Padding.unpad(padded) : padded;
        } finally {
            seed.wipe();
        }
    }

    private static RatchetException undecryptable() {
        return new RatchetException(Reason.UNDECRYPTABLE, "the message does not decrypt");
    }
}
