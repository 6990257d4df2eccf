package org.kocmoc.ratchet.internal;

import java.time.Duration;

/// Every bound of the protocol, with its reason. `FORMATS.md` section 6 is the same table.
public final class Limits {
    /// Longest content of one message; padded it is 64 KiB. Larger things are attachments.
    public static final int CONTENT = 65_535;

    /// Longest message: padded content, cipher block, headers. Refused before parsing.
    public static final int MESSAGE = 66_560;

    /// Longest first message: a message and the handshake's fields.
    public static final int FIRST_MESSAGE = 68_608;

    /// Steps a chain may be forwarded by one message: bounds the work that a forged counter causes.
    public static final int JUMP = 2_000;

    /// Keys kept for messages not yet arrived, per session or sender chain; the oldest goes. Bounds
    /// state.
    public static final int SKIPPED_KEYS = 2_000;

    /// How long such a key is kept. A later message is lost; longer would weaken forward secrecy.
    public static final long SKIPPED_KEY_MS = Duration.ofDays(30).toMillis();

    /// Receiving chains kept per session; the oldest goes. Five round trips of lateness.
    public static final int RECEIVING_CHAINS = 5;

    /// Former sessions kept per peer device, for messages under way when both sides start at once.
    public static final int ARCHIVED_SESSIONS = 10;

    /// How long a former session is kept after its last use.
    public static final long ARCHIVED_MS = Duration.ofDays(30).toMillis();

    /// A session never answered for so long is not used for sending: the peer's pre-keys are gone.
    public static final long UNANSWERED_MS = Duration.ofDays(30).toMillis();

    /// After so long a fresh handshake is advised: only it heals against a quantum computer.
    public static final long REFRESH_MS = Duration.ofDays(7).toMillis();

    /// After so many messages sent a fresh handshake is advised, for the same reason.
    public static final long REFRESH_MESSAGES = 1_000;

    /// First messages remembered per last-resort key. More cannot be told from replays; rotating
    /// the key starts anew.
    public static final int BASE_KEYS = 10_000;

    /// Devices of one user. Bounds fan-out and the size of a list.
    public static final int DEVICES = 10;

    /// Messages on one sender chain, then it is rotated: bounds what one leaked chain opens.
    public static final int SENDER_CHAIN_MESSAGES = 1_000;

    /// Age of a sender chain, then it is rotated.
    public static final long SENDER_CHAIN_MS = Duration.ofDays(7).toMillis();

    /// Chains kept per sending device: late messages around a rotation still decrypt.
    public static final int SENDER_CHAINS = 5;

    /// Members of a group: a rotation costs one message per member device.
    public static final int GROUP_MEMBERS = 256;

    /// One-time X25519 keys to have on the server; topped up below [#OPK_LOW].
    public static final int OPK_COUNT = 100;

    /// When to top up one-time X25519 keys.
    public static final int OPK_LOW = 20;

    /// One-time ML-KEM keys to have on the server; topped up below [#KEM_LOW]. Each is 1.6 KB.
    public static final int KEM_COUNT = 50;

    /// When to top up one-time ML-KEM keys.
    public static final int KEM_LOW = 10;

    /// Age at which the signed and the last-resort pre-key are replaced.
    public static final long PRE_KEY_ROTATION_MS = Duration.ofDays(7).toMillis();

    /// How long the private part of a replaced key is kept for first messages under way.
    public static final long PRE_KEY_GRACE_MS = Duration.ofDays(30).toMillis();

    /// Plaintext of an attachment: 1 TiB, beyond any server's quota and far below the format's own.
    public static final long ATTACHMENT = 1L << 40;

    /// Smallest padded attachment, so that short files look alike.
    public static final int ATTACHMENT_FLOOR = 1_024;

    /// Padded plaintext of one backup blob.
    public static final int BACKUP_BLOB = 16 << 20;

    /// Padded plaintext of one frame while linking.
    public static final int LINK_FRAME = 1 << 20;

    /// Unknown fields kept in a stored record.
    public static final int UNKNOWN_FIELDS = 4_096;

    private Limits() {}
}
