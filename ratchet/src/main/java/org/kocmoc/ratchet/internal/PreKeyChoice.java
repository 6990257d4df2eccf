package org.kocmoc.ratchet.internal;

import org.jspecify.annotations.Nullable;
import org.kocmoc.ratchet.Bytes;

/// The responder's public pre-keys that one handshake uses.
public record PreKeyChoice(Key signed, @Nullable Key oneTime, @Nullable KemKey kem) {
    /// An X25519 pre-key.
    public record Key(int id, Bytes key) {}

    /// A KEM pre-key; flags as signed (1 = last resort).
    public record KemKey(int id, int flags, Bytes key) {}
}
