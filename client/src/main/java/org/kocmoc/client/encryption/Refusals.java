package org.kocmoc.client.encryption;

import org.kocmoc.client.wire.RefusedException;

/// What follows from a refusal for what was asked.
final class Refusals {
    private static final int UNAUTHORIZED = 401;

    private Refusals() {}

    /// Whether the same may succeed later, or by another sign-in.
    static boolean isTemporary(RuntimeException failure) {
        return isOfSignIn(failure)
                || (failure instanceof RefusedException refusal
                        && refusal.retryAfter().isPresent());
    }

    /// Whether it is the sign-in or device that is refused, whatever was asked.
    static boolean isOfSignIn(RuntimeException failure) {
        return failure instanceof RefusedException refusal
                && (refusal.status() == UNAUTHORIZED || refusal.code().equals("device_required"));
    }
}
