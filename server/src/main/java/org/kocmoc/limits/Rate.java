package org.kocmoc.limits;

import java.time.Duration;

/// How often something may be done per key (an address, an account, a device …).
///
/// A row is a token bucket: `burst` at once, refilled evenly over `period`.
public enum Rate {
    REQUESTS_PER_ADDRESS(
            3_000,
            Duration.ofMinutes(1),
            "one page load makes about 30 requests; offices share addresses"),
    REQUESTS_PER_USER(
            1_200,
            Duration.ofMinutes(1),
            "twenty requests a second is beyond what a person's clients need"),
    LOGIN_PER_ACCOUNT_AND_NETWORK(
            10,
            Duration.ofMinutes(10),
            "wrong passwords for one account from one network; 10 typing errors are plenty, and"
                    + " whoever guesses elsewhere does not lock the owner out"),
    LOGIN_PER_ACCOUNT(
            100,
            Duration.ofHours(1),
            "wrong passwords for one account from everywhere: guessing from many networks; does"
                    + " not hold for devices that the account is signed in on"),
    LOGIN_PER_ADDRESS(
            100,
            Duration.ofMinutes(10),
            "wrong passwords for many accounts from one address; an office shares one and its"
                    + " typing errors"),
    SIGN_INS_PER_ACCOUNT_AND_NETWORK(
            60,
            Duration.ofMinutes(10),
            "right passwords too: checking one takes a core for a twentieth of a second"),
    OWNER_TRIES_PER_USER(
            10,
            Duration.ofMinutes(10),
            "passwords and codes tried with somebody's token, as at an unattended screen"),
    REGISTER_PER_ADDRESS(
            10,
            Duration.ofHours(1),
            "the device limit is bypassed by a new device id, an address is not; whoever has an"
                    + " invitation is bounded by its uses instead"),
    CODE_TRIES_PER_ADDRESS(
            30, Duration.ofMinutes(10), "wrong codes: guessing six digits over many accounts"),
    MAIL_PER_ACCOUNT(
            5,
            Duration.ofHours(1),
            "a mailbox must not be flooded by someone else's requests; each kind of mail has its"
                    + " own five, as asking for one sends nothing where there is no account"),
    MAIL_PER_ADDRESS(20, Duration.ofHours(1), "mails to many mailboxes from one address"),
    SEND_PER_USER(
            120,
            Duration.ofMinutes(1),
            "two messages a second over a minute; a burst of 120 for pasted or forwarded series"),
    DRAFT_PER_USER(
            240,
            Duration.ofMinutes(1),
            "clients save what is typed every second or two; each save is a log entry"),
    COMMANDS_PER_SOCKET(
            60,
            Duration.ofSeconds(2),
            "thirty a second: typing, marks and sends of a quick writer; whoever sends more waits"),
    SYNC_PER_USER(
            120, Duration.ofMinutes(1), "each asks for every chat; clients that resume ask rarely"),
    REACT_PER_USER(
            120, Duration.ofMinutes(1), "each reaction is a log entry that all members receive"),
    CHAT_CREATE_PER_USER(60, Duration.ofHours(1), "unwanted chats"),
    INVITE_PER_USER(200, Duration.ofHours(1), "adding strangers to groups"),
    SEARCH_PER_USER(60, Duration.ofMinutes(1), "each search decrypts up to a whole chat"),
    PEOPLE_SEARCH_PER_USER(
            120, Duration.ofMinutes(1), "typing in a search box; guessing whole emails one by one"),
    UPLOAD_PER_USER(120, Duration.ofMinutes(10), "an album of photos fits, a disk filler does not"),
    STORY_PER_USER(50, Duration.ofHours(24), "story spam"),
    REPORT_PER_USER(30, Duration.ofHours(1), "reports are read by people"),
    EXPORT_PER_USER(3, Duration.ofHours(24), "an export reads everything of the account"),
    BUNDLES_PER_DEVICE(
            5,
            Duration.ofHours(1),
            "one person's takes from one device; beyond it no one-time key is handed out, so that"
                    + " nobody can use them up"),
    BUNDLES_PER_USER(
            200, Duration.ofHours(1), "takes from all devices; beyond it as above, not refused"),
    KEYS_PER_USER(
            120, Duration.ofHours(1), "each upload verifies up to 50 signatures; a device tops up"),
    CONTROL_PER_USER(
            120,
            Duration.ofMinutes(1),
            "each carries up to 300 envelopes: sender keys for the largest group take three"),
    BACKUP_READ_PER_USER(
            60, Duration.ofHours(24), "a wrapped key invites guessing; restoring takes one read"),
    BACKUP_LOOK_PER_USER(
            1_200,
            Duration.ofHours(24),
            "all devices of an account look for the key of a newer backup every ten minutes"),
    BACKUP_WRITE_PER_USER(600, Duration.ofHours(24), "increments; each is up to 16 MiB"),
    LINKS_PER_USER(20, Duration.ofHours(1), "linking takes one attempt, rarely a second"),
    LINK_STEPS_PER_USER(
            1_200, Duration.ofMinutes(10), "both devices ask for frames every second or faster"),
    PUSHES_PER_USER(
            60,
            Duration.ofMinutes(1),
            "each chat tells once until it is read; more waits, and most of it is read by then"),
    PUSH_CHANGES_PER_USER(
            60, Duration.ofHours(1), "a client subscribes at each start; trying out comes on top"),
    ADMIN_TOKEN_PER_ADDRESS(10, Duration.ofMinutes(1), "guessing the operator's token");

    private final int burst;
    private final Duration period;
    private final String reason;

    Rate(int burst, Duration period, String reason) {
        this.burst = burst;
        this.period = period;
        this.reason = reason;
    }

    /// Tokens in a full bucket.
    public int burst() {
        return burst;
    }

    /// Time in which an empty bucket fills.
    public Duration period() {
        return period;
    }

    /// What a key is counted as: of addresses of clients, all IPv6 ones of one /64 are one.
    String counted(String key) {
        return name().endsWith("_PER_ADDRESS") ? Networks.of(key) : key;
    }

    /// Whether all nodes of an installation count together. They do where a guesser or flooder
    /// would gain by going from node to node, and where one more statement is little beside the
    /// work itself (a password's hash, a mail, an export).
    public boolean isShared() {
        return switch (this) {
            case LOGIN_PER_ADDRESS,
                    LOGIN_PER_ACCOUNT,
                    LOGIN_PER_ACCOUNT_AND_NETWORK,
                    OWNER_TRIES_PER_USER,
                    REGISTER_PER_ADDRESS,
                    CODE_TRIES_PER_ADDRESS,
                    MAIL_PER_ACCOUNT,
                    MAIL_PER_ADDRESS,
                    EXPORT_PER_USER,
                    BACKUP_READ_PER_USER,
                    STORY_PER_USER,
                    REPORT_PER_USER ->
                    true;
            default -> false;
        };
    }

    /// Why the bound is what it is.
    public String reason() {
        return reason;
    }
}
