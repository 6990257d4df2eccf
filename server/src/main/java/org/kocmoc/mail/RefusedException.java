package org.kocmoc.mail;

import jakarta.mail.MessagingException;

/// The mail server takes mails, but not this one to this address.
final class RefusedException extends MessagingException {
    private final boolean permanent;

    /// @param permanent whether trying again is of no use
    RefusedException(boolean permanent, Exception cause) {
        super("refused", cause);
        this.permanent = permanent;
    }

    boolean isPermanent() {
        return permanent;
    }
}
