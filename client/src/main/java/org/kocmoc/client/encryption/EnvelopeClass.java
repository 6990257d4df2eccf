package org.kocmoc.client.encryption;

import java.util.Locale;
import org.kocmoc.ratchet.RatchetException;

/// What an envelope is for, told to the server and repeated inside.
enum EnvelopeClass {
    /// A message, which may be unread.
    CONTENT(1),
    /// An edit or a reaction.
    UPDATE(2),
    /// No part of a chat.
    CONTROL(3);

    private final int number;

    EnvelopeClass(int number) {
        this.number = number;
    }

    static EnvelopeClass of(int number) {
        for (EnvelopeClass one : values()) {
            if (one.number == number) {
                return one;
            }
        }
        throw new RatchetException(RatchetException.Reason.UNSUPPORTED_VERSION, "an unknown class");
    }

    /// As it stands inside.
    int number() {
        return number;
    }

    /// As the server knows it.
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
