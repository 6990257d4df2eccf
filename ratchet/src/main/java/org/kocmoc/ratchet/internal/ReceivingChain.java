package org.kocmoc.ratchet.internal;

import java.util.ArrayList;
import java.util.List;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.primitive.Kdf;
import org.kocmoc.ratchet.primitive.Secret;

/// One chain of received messages: the key of the next one and the seeds of those skipped, by
/// counter. Pairwise sessions and sender keys use the same.
///
/// @param ratchetKey names the chain
/// @param index counter of the next message
/// @param lost below it a missing seed may have been given up rather than used
public record ReceivingChain(
        Bytes ratchetKey, Secret chainKey, int index, int lost, List<Skipped> skipped) {

    private static final byte[] SEED = {1};
    private static final byte[] NEXT = {2};

    /// The seed of a message that has not arrived.
    public record Skipped(int counter, Secret seed, long storedMs) {}

    /// The chain after a message's seed was taken out.
    public record Taken(ReceivingChain chain, Secret seed) {}

    /// What a chain key gives: a message's seed and the next chain key.
    public record Step(Secret seed, Secret next) {}

    /// One step of the symmetric ratchet; neither result gives the key back.
    public static Step step(Kdf kdf, Secret chainKey) {
        return new Step(
                Secret.of(kdf.hmac(chainKey.bytes(), SEED)),
                Secret.of(kdf.hmac(chainKey.bytes(), NEXT)));
    }

    /// A chain at its beginning.
    static ReceivingChain start(Bytes ratchetKey, Secret chainKey) {
        return new ReceivingChain(ratchetKey, chainKey, 0, 0, List.of());
    }

    /// The seed for a counter, out of the store or by stepping forward. The seed is the caller's to
    /// wipe.
    public Taken take(Kdf kdf, int counter, long nowMs) {
        return counter < index ? stored(counter) : stepped(kdf, counter, nowMs);
    }

    private Taken stored(int counter) {
        for (int i = 0; i < skipped.size(); i++) {
            if (skipped.get(i).counter() == counter) {
                List<Skipped> rest = new ArrayList<>(skipped);
                Secret seed = rest.remove(i).seed().copy();
                return new Taken(with(chainKey, index, lost, rest), seed);
            }
        }
        throw counter < lost
                ? new RatchetException(Reason.UNDECRYPTABLE, "the message's key is gone")
                : new RatchetException(Reason.DUPLICATE, "the message was received before");
    }

    private Taken stepped(Kdf kdf, int counter, long nowMs) {
        if (counter - index > Limits.JUMP || counter == Integer.MAX_VALUE) {
            throw new RatchetException(Reason.UNDECRYPTABLE, "the message does not decrypt");
        }
        List<Skipped> kept = new ArrayList<>(skipped);
        Step step = step(kdf, chainKey);
        for (int i = index; i < counter; i++) {
            kept.add(new Skipped(i, step.seed(), nowMs));
            Step next = step(kdf, step.next());
            step.next().wipe();
            step = next;
        }
        return new Taken(with(step.next(), counter + 1, lost, kept), step.seed());
    }

    /// Without the seeds stored before a time.
    public ReceivingChain expire(long beforeMs) {
        int dead = 0;
        while (dead < skipped.size() && skipped.get(dead).storedMs() < beforeMs) {
            dead++;
        }
        return dropOldest(dead);
    }

    /// Without the oldest seeds; their messages count as lost.
    ReceivingChain dropOldest(int count) {
        if (count == 0) {
            return this;
        }
        int mark = Math.max(lost, skipped.get(count - 1).counter() + 1);
        return with(chainKey, index, mark, skipped.subList(count, skipped.size()));
    }

    /// Without the oldest seeds beyond the limit of one chain.
    public ReceivingChain trimmed() {
        return dropOldest(Math.max(0, skipped.size() - Limits.SKIPPED_KEYS));
    }

    /// Zeroes every secret; only the last owner calls it.
    public void wipe() {
        chainKey.wipe();
        skipped.forEach(key -> key.seed().wipe());
    }

    private ReceivingChain with(Secret key, int newIndex, int newLost, List<Skipped> keys) {
        return new ReceivingChain(ratchetKey, key, newIndex, newLost, List.copyOf(keys));
    }
}
