package org.kocmoc.client.chaos;

import org.jspecify.annotations.Nullable;

/// Something came out otherwise than promised.
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    Violation(String what) {
        super(what);
    }

    Violation(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}
