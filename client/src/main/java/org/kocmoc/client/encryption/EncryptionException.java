package org.kocmoc.client.encryption;

import org.jspecify.annotations.Nullable;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;

/// Something was refused so that nobody reads along. The message is meant for people; show it.
public final class EncryptionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final long user;

    private EncryptionException(String text, Reason reason, long user, @Nullable Throwable cause) {
        super(text, cause);
        this.reason = reason;
        this.user = user;
    }

    static EncryptionException of(RatchetException refusal, long user) {
        return new EncryptionException(
                text(refusal.reason(), user), refusal.reason(), user, refusal);
    }

    /// Something about the members of a group.
    static EncryptionException ofGroup(Reason reason, long chat, @Nullable Throwable cause) {
        return new EncryptionException(groupText(reason, chat), reason, 0, cause);
    }

    /// Somebody is shown in a group whom no entry ever named.
    static EncryptionException unsigned(long chat, long user) {
        return new EncryptionException(
                "The server shows user %d in group %d, and no admin has signed for that. Nothing was sent: somebody may want to read along."
                        .formatted(user, chat),
                Reason.NOT_A_MEMBER,
                user,
                null);
    }

    /// A chat is not shown as an encrypted one with anybody.
    static EncryptionException readable(long chat) {
        return new EncryptionException(
                "The server does not show chat %d as an encrypted one. Nothing was sent."
                        .formatted(chat),
                Reason.UNSUPPORTED_DEVICE,
                0,
                null);
    }

    /// This device is not one of its account any more.
    static EncryptionException takenOff(long user) {
        return new EncryptionException(
                "This device has been taken off the account. Begin a new one with an empty store.",
                Reason.GHOST_DEVICE,
                user,
                null);
    }

    /// What was wrong.
    public Reason reason() {
        return reason;
    }

    /// Whom it is about; 0 if it is about a group as a whole.
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

    private static String groupText(Reason reason, long chat) {
        return switch (reason) {
            case LIST_ROLLBACK ->
                    "The server hides entries about the members of group %d that were seen before. Nothing was sent."
                            .formatted(chat);
            case LIST_FORK, LIST_GAP, IDENTITY_MISMATCH ->
                    "The server shows an entry about the members of group %d that does not continue the known ones. Nothing was sent."
                            .formatted(chat);
            case NOT_A_MEMBER ->
                    "Somebody who may not do so has changed the members of group %d. Nothing was sent."
                            .formatted(chat);
            case UNCONFIRMED ->
                    "The members of group %d were signed by somebody whose keys are gone, and nobody who still has keys has confirmed them to this device. Nothing was sent. Try again when an admin has been there; if there is none, look at who is in the group and trust that anew."
                            .formatted(chat);
            case BAD_SIGNATURE, BAD_KEY, GHOST_DEVICE ->
                    "An entry about the members of group %d is not signed as it must be. Nothing was sent."
                            .formatted(chat);
            default -> "The members of group %d are not known: %s.".formatted(chat, reason);
        };
    }
}
