package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.kocmoc.ratchet.RatchetException.Reason;

/// The one assertion that half of the tests need.
public final class Refusals {
    private Refusals() {}

    public static void assertRefused(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(RatchetException.class)
                .isThrownBy(call)
                .extracting(RatchetException::reason)
                .isEqualTo(reason);
    }
}
