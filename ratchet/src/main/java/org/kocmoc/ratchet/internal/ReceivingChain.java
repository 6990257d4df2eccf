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

    /// The seed of a message that has not arrived.
    public record Skipped(int counter, Secret seed, long storedMs) {}

    /// The chain after a message's seed was taken out.
    public record Taken(ReceivingChain chain, Secret seed) {}

    /// A chain at its beginning.
    static ReceivingChain start(Bytes ratchetKey, Secret chainKey) {
        return new ReceivingChain(ratchetKey, chainKey, 0, 0, List.of());
    }

    /// The seed for a counter, out of the store or by stepping forward. The seed is the caller's to
    /// wipe.
    Taken take(Kdf kdf, int counter, long nowMs) {
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
        Secret key = chainKey;
        for (int i = index; i < counter; i++) {
            kept.add(new Skipped(i, ChainKey.seed(kdf, key), nowMs));
            key = forward(kdf, key);
        }
        Secret seed = ChainKey.seed(kdf, key);
        return new Taken(with(forward(kdf, key), counter + 1, lost, kept), seed);
    }

    /// The next key; those between the state's own and the result are nobody else's.
    private Secret forward(Kdf kdf, Secret key) {
        Secret next = ChainKey.next(kdf, key);
        if (key != chainKey) {
            key.wipe();
        }
        return next;
    }

    /// Without the seeds stored before a time.
    ReceivingChain expire(long beforeMs) {
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

    void wipe() {
        chainKey.wipe();
        skipped.forEach(key -> key.seed().wipe());
    }

    private ReceivingChain with(Secret key, int newIndex, int newLost, List<Skipped> keys) {
        return new ReceivingChain(ratchetKey, key, newIndex, newLost, List.copyOf(keys));
    }
}
