package org.kocmoc.auth;

import org.kocmoc.base.UserId;

/// What a feature does when an account is about to be deleted.
@FunctionalInterface
public interface Departure {
    /// Cleans up after the user, whose row is still there but who is signed out for good. Must be
    /// safe to repeat: a failure leaves the account to be deleted again.
    void leave(UserId user);
}
