package org.kocmoc.client.encryption;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.ratchet.DeviceKeys;
import org.kocmoc.ratchet.Ratchet;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.ratchet.SenderKeys;
import tools.jackson.databind.JsonNode;

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
        InstantSource clock) {
    /// Asks the server. One that was restored may not know any more that this sign-in is this
    /// device's: it is told, and asked again. Nothing else is repeated, so that nothing is said
    /// twice.
    JsonNode call(String method, String path, @Nullable Object body) {
        try {
            return session.call(method, path, body);
        } catch (RefusedException e) {
            if (!e.code().equals("device_required")) {
                throw e;
            }
            new SetUp(session, store, clock).run(null);
            return session.call(method, path, body);
        }
    }
}
