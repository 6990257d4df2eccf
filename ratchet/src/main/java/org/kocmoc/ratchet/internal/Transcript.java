package org.kocmoc.ratchet.internal;

import org.kocmoc.ratchet.Bytes;

/// Everything public that a handshake agreed on; the associated data is made of it.
///
/// @param kemCiphertext empty without a KEM
public record Transcript(
        Party initiator, Party responder, PreKeyChoice keys, Bytes baseKey, Bytes kemCiphertext) {}
