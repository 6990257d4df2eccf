package org.kocmoc.ratchet.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.primitive.Secret;

/// One session: everything needed to send and receive its next messages. Immutable.
///
/// @param receiving oldest first
/// @param opening what every first message repeats until the peer answers; null for the responder
/// @param unknown fields a newer version of this library stored
public record SessionState(
        Origin origin,
        Activity activity,
        Secret rootKey,
        SendingChain sending,
        List<ReceivingChain> receiving,
        @Nullable Opening opening,
        Bytes unknown) {

    /// What never changes in a session.
    public record Origin(Bytes baseKey, boolean initiator, Bytes associatedData) {
        int sendingDirection() {
            return initiator ? 0 : 1;
        }

        int receivingDirection() {
            return initiator ? 1 : 0;
        }
    }

    /// When it began, when it last decrypted something, how much was sent.
    public record Activity(long createdMs, long lastUsedMs, long sent) {}

    /// The chain of sent messages; `previous` as the header tells it.
    public record SendingChain(
            Secret ratchetPrivate, Bytes ratchetKey, Secret chainKey, int index, int previous) {
        SendingChain advanced(Secret next) {
            return new SendingChain(ratchetPrivate, ratchetKey, next, index + 1, previous);
        }
    }

    /// The receiving chain of a ratchet key.
    @Nullable ReceivingChain receivingChain(Bytes ratchetKey) {
        for (ReceivingChain chain : receiving) {
            if (chain.ratchetKey().equals(ratchetKey)) {
                return chain;
            }
        }
        return null;
    }

    /// After a root step: a new chain in each direction.
    SessionState turned(Secret root, ReceivingChain chain, SendingChain next) {
        List<ReceivingChain> chains = new ArrayList<>(receiving);
        chains.add(chain);
        if (chains.size() > Limits.RECEIVING_CHAINS) {
            chains.removeFirst();
        }
        return new SessionState(
                origin, activity, root, next, List.copyOf(chains), opening, unknown);
    }

    /// After a message was sent.
    SessionState sent(SendingChain chain) {
        Activity next =
                new Activity(activity.createdMs(), activity.lastUsedMs(), activity.sent() + 1);
        return new SessionState(origin, next, rootKey, chain, receiving, opening, unknown);
    }

    /// After a message was received on a chain.
    SessionState received(ReceivingChain changed, long nowMs) {
        List<ReceivingChain> chains = new ArrayList<>(receiving);
        chains.replaceAll(c -> c.ratchetKey().equals(changed.ratchetKey()) ? changed : c);
        Activity next = new Activity(activity.createdMs(), nowMs, activity.sent());
        return withReceiving(next, trimmed(chains), null);
    }

    /// Without skipped keys that are too old.
    SessionState expired(long nowMs) {
        List<ReceivingChain> chains = new ArrayList<>(receiving);
        chains.replaceAll(c -> c.expire(nowMs - Limits.SKIPPED_KEY_MS));
        return withReceiving(activity, chains, opening);
    }

    private SessionState withReceiving(
            Activity next, List<ReceivingChain> chains, @Nullable Opening open) {
        return new SessionState(origin, next, rootKey, sending, List.copyOf(chains), open, unknown);
    }

    private static List<ReceivingChain> trimmed(List<ReceivingChain> chains) {
        int excess = -Limits.SKIPPED_KEYS;
        for (ReceivingChain chain : chains) {
            excess += chain.skipped().size();
        }
        while (excess > 0) {
            int oldest = oldest(chains);
            chains.set(oldest, chains.get(oldest).dropOldest(1));
            excess--;
        }
        return chains;
    }

    private static int oldest(List<ReceivingChain> chains) {
        int oldest = -1;
        for (int i = 0; i < chains.size(); i++) {
            List<ReceivingChain.Skipped> keys = chains.get(i).skipped();
            if (!keys.isEmpty()
                    && (oldest < 0
                            || keys.getFirst().storedMs()
                                    < chains.get(oldest).skipped().getFirst().storedMs())) {
                oldest = i;
            }
        }
        return oldest;
    }

    /// Zeroes every secret. States made from this one share some, so only the last owner calls it.
    public void wipe() {
        rootKey.wipe();
        sending.ratchetPrivate().wipe();
        sending.chainKey().wipe();
        receiving.forEach(ReceivingChain::wipe);
    }

    @Override
    public String toString() {
        return "SessionState[" + origin.baseKey() + "]";
    }
}
