package org.kocmoc.client.encryption;

import java.time.InstantSource;
import org.kocmoc.client.rest.Session;
import org.kocmoc.ratchet.DeviceKeys;
import org.kocmoc.ratchet.Ratchet;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.ratchet.SenderKeys;

/// What the parts of a session share.
///
/// @param keys identity of this device
record Device(
        Session session,
        RatchetStore store,
        DeviceKeys keys,
        Ratchet ratchet,
        Directory directory,
        SenderKeys senderKeys,
        InstantSource clock) {}
