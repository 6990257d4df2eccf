package org.kocmoc.mail;

import jakarta.mail.MessagingException;

/// The mail server did not take a mail. Keeps nothing of what it said, which may hold the address.
final class RefusedException extends MessagingException {
    private final boolean ofAddress;
    private final boolean isFinal;

    RefusedException(SmtpReply reply, Exception cause) {
        super("refused", cause);
        this.ofAddress = reply.isOfAddress();
        this.isFinal = reply.isFinal();
    }

    /// Whether it takes mails to other addresses, as far as it said.
    boolean isOfAddress() {
        return ofAddress;
    }

    /// Whether trying again is of no use.
    boolean isFinal() {
        return isFinal;
    }
}
