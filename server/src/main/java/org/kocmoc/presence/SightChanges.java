package org.kocmoc.presence;

import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;

/// Tells all nodes that something about who may see somebody has changed: a choice, a contact, a
/// block. Whoever watches that person is checked again. Any thread.
public final class SightChanges {
    /// What says no more than "look again".
    private static final byte[] NOTHING = Bytes.utf8("{}");

    private final Bus bus;

    /// Tells through one bus.
    public SightChanges(Bus bus) {
        this.bus = bus;
    }

    /// Bus subject of somebody's presence.
    public static String subject(UserId user) {
        return "presence." + user;
    }

    /// Call it when the change is committed.
    public void of(UserId user) {
        bus.publish(subject(user), NOTHING);
    }
}
