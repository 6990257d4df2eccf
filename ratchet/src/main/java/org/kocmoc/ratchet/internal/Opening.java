package org.kocmoc.ratchet.internal;

import org.kocmoc.ratchet.Bytes;

/// What a first message carries for the handshake; the same in each until the peer answers.
///
/// @param oneTimeId 0 without a one-time key
/// @param kemCiphertext empty without a KEM
public record Opening(
        int oneTimeId, int signedId, int kemId, Bytes kemCiphertext, Bytes baseKey, Sender sender) {
    /// Who says it is writing; to be compared with the sender's signed device list.
    ///
    /// @param signingKey empty in suites without one
    public record Sender(
            int registrationId, Bytes agreementKey, Bytes signingKey, long listVersion) {}
}
