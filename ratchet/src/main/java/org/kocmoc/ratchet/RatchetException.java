package org.kocmoc.ratchet;

/// The one failure of this library. The reason decides what the caller does; the text is for logs
/// and never holds content or keys.
public final class RatchetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Why an operation was refused. Nothing has changed in any case.
    public enum Reason {
        /// Not an encoding this library writes.
        MALFORMED,
        /// Longer than the limit for its kind.
        TOO_LARGE,
        /// A version byte of another suite or a newer state.
        UNSUPPORTED_VERSION,
        /// This very message was decrypted before: acknowledge it and go on.
        DUPLICATE,
        /// Forged, damaged, or its key is gone: start the repair.
        UNDECRYPTABLE,
        /// There is no session (or sender key) to use: fetch a bundle or ask for the key.
        NO_SESSION,
        /// The session was never answered for too long: start a new one.
        SESSION_STALE,
        /// The session's counter is used up: start a new one.
        SESSION_EXHAUSTED,
        /// The first message names a pre-key that this device does not have any more.
        UNKNOWN_PREKEY,
        /// A first message that was already used with this last-resort key.
        REUSED_BASE_KEY,
        /// A public key that must not be used.
        BAD_KEY,
        /// A signature does not verify.
        BAD_SIGNATURE,
        /// Keys or numbers are not those that the owner's signed list says.
        IDENTITY_MISMATCH,
        /// A session with oneself.
        SELF_SESSION,
        /// The device does not speak this suite.
        UNSUPPORTED_DEVICE,
        /// The sender knows a newer device list: fetch it first.
        LIST_OUTDATED,
        /// An older device list than the one known.
        LIST_ROLLBACK,
        /// Another device list under a known version, or one that does not continue it.
        LIST_FORK,
        /// Versions between the known list and this one are missing.
        LIST_GAP,
        /// A device that its owner's list does not name.
        GHOST_DEVICE,
        /// The sender is not a member of the group.
        NOT_A_MEMBER,
        /// The key of who signed about the members of a group cannot be had any more, and nobody
        /// has vouched for it yet: try again later.
        UNCONFIRMED,
        /// A count is over its limit.
        TOO_MANY,
        /// Cost parameters of a passphrase outside what is accepted.
        WEAK_PARAMETERS,
        /// The passphrase is too easy to guess.
        WEAK_PASSPHRASE,
        /// A stored record of this device cannot be read.
        CORRUPT_STATE
    }

    private final Reason reason;

    /// A refusal.
    public RatchetException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// A refusal with its cause.
    public RatchetException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /// What to do about it.
    public Reason reason() {
        return reason;
    }
}
