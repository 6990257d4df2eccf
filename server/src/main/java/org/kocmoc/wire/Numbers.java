package org.kocmoc.wire;

import java.util.Optional;

/// Reads whole numbers from outside. Stateless; any thread.
public final class Numbers {
    /// Longest text of a 64-bit number with its sign.
    private static final int MAX_DIGITS = 20;

    private Numbers() {}

    /// A decimal 64-bit number in ASCII digits; empty for anything else.
    public static Optional<Long> parse(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS) {
            return Optional.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Long.parseLong would also take a plus sign and the digits of other scripts.
            if ((c < '0' || c > '9') && !(c == '-' && i == 0)) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
