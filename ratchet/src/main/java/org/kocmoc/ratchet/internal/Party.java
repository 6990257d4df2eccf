package org.kocmoc.ratchet.internal;

import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;

/// One side of a handshake: the device and its public identity keys.
public record Party(Address address, Bytes signingKey, Bytes agreementKey) {}
