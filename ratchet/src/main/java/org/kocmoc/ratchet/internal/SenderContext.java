package org.kocmoc.ratchet.internal;

import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;

/// What a group message is bound to besides its content.
public record SenderContext(
        Address sender, Bytes groupId, int chainId, int iteration, long epoch, Bytes membership) {}
