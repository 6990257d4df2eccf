package org.kocmoc.client.encryption;

import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;

/// Something was refused so that nobody reads along. The message is meant for people; show it.
public final class EncryptionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final long user;

    EncryptionException(Reason reason, long user, Throwable cause) {
        super(text(reason, user), cause);
        this.reason = reason;
        this.user = user;
    }

    static EncryptionException of(RatchetException refusal, long user) {
        return new EncryptionException(refusal.reason(), user, refusal);
    }

    /// What was wrong.
    public Reason reason() {
        return reason;
    }

    /// Whom it is about.
    public long user() {
        return user;
    }

    private static String text(Reason reason, long user) {
        return switch (reason) {
            case GHOST_DEVICE ->
                    "The server names a device that user %d has not signed for. Nothing was sent: somebody may want to read along."
                            .formatted(user);
            case LIST_ROLLBACK ->
                    "The server shows an older list of the devices of user %d than one seen before. Nothing was sent."
                            .formatted(user);
            case LIST_FORK, LIST_GAP ->
                    "The server shows a list of the devices of user %d that does not continue the known one. Nothing was sent."
                            .formatted(user);
            case IDENTITY_MISMATCH ->
                    "The keys of user %d are not those known before. Compare the safety number, then accept the new keys."
                            .formatted(user);
            case BAD_SIGNATURE, BAD_KEY ->
                    "Keys of user %d are not signed as they must be. Nothing was sent."
                            .formatted(user);
            case NOT_A_MEMBER ->
                    "The server adds user %d to a chat of two. Nothing was sent.".formatted(user);
            case UNSUPPORTED_DEVICE ->
                    "A device of user %d does not know this encryption.".formatted(user);
            case NO_SESSION -> "User %d has no device that can be written to.".formatted(user);
            default -> "Encryption with user %d failed: %s.".formatted(user, reason);
        };
    }
}
