package org.kocmoc.keys;

import org.kocmoc.base.UserId;

/// A device of a user.
///
/// @param registration new at every installation: whoever holds another one has a stale session
public record Device(UserId user, int id, int registration) {
    /// Where envelopes for it are nudged on the bus.
    public String subject() {
        return "device." + user + "." + id;
    }
}
