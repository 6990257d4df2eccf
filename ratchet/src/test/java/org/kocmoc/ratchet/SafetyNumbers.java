package org.kocmoc.ratchet;

/// Safety numbers of any keys and ids, for comparison with another implementation.
public final class SafetyNumbers {
    private SafetyNumbers() {}

    public static String digits(byte[] ownKey, byte[] ownId, byte[] peerKey, byte[] peerId) {
        String own = SafetyNumber.digits(SafetyNumber.fingerprint(ownKey, ownId));
        String peer = SafetyNumber.digits(SafetyNumber.fingerprint(peerKey, peerId));
        return own.compareTo(peer) <= 0 ? own + peer : peer + own;
    }
}
