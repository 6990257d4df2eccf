package org.kocmoc.limits;

/// How much of something is taken; beyond it the request is refused.
public enum Size {
    JSON_BODY_BYTES(1 << 20, "the biggest body is a message of the longest text, escaped"),
    HEADER_BYTES(16 << 10, "headers are held in memory before anything is checked"),
    URL_BYTES(8 << 10, "a search text of 200 letters, percent-encoded, fits well"),
    REQUESTS_IN_FLIGHT(4_000, "beyond this, waiting only makes everybody slower: 503 is kinder"),
    REQUEST_SECONDS(60, "a body that arrives slower than this holds resources for nothing"),
    UPLOAD_SECONDS(3_600, "the largest file at 15 KB/s; slower ones hold a slot for nothing"),
    UPLOADS_AT_ONCE_PER_USER(8, "an album in parallel; each holds a thread and a file"),
    FORM_PART_HEADER_BYTES(4 << 10, "a file name of 255 letters, each of four bytes, fits"),
    FILE_NAME_CHARS(255, "what file systems take"),
    IMAGE_PIXELS(
            250_000_000,
            "the biggest phone cameras take 200 million; more kills the browsers that show it"),
    IMAGE_DECODE_PIXELS(
            64_000_000,
            "decoding a progressive JPEG holds 3 to 6 bytes a pixel; bigger ones have no preview"),
    IMAGE_DECODES_AT_ONCE(2, "each takes a core and up to 400 MB"),
    THUMBNAIL_SIDE(640, "fills a phone's chat column at double density"),
    MESSAGE_CHARS(
            16_384,
            "the old client may send 4,000; long posts fit; one row stays in a page or two"),
    NAME_CHARS(100, "shown in lists"),
    EMAIL_CHARS(254, "longest address of RFC 5321"),
    PASSWORD_CHARS(1_024, "a hash function must not be fed megabytes; passphrases fit"),
    PASSWORD_MIN_CHARS(6, "what the client has always demanded"),
    BIO_CHARS(2_000, "a page of text"),
    URL_CHARS(2_048, "longest address that browsers agree on"),
    DEVICE_ID_CHARS(200, "the client makes about 30"),
    SEARCH_QUERY_CHARS(200, "longer queries find nothing that shorter ones do not"),
    SEARCH_WORDS(8, "each word is a look into the index for each chat"),
    SEARCH_ROWS(50, "each hit is opened and shown with its surroundings"),
    TERMS_PER_MESSAGE(512, "a page of different words; each is an entry of the index"),
    SEARCH_MIN_CHARS(2, "one letter matches nearly everything"),
    ACCOUNTS_PER_DEVICE(3, "what the client's text says"),
    USERS_LISTED(5_000, "the list without pages is sent whole; the old client draws it whole"),
    CONTACTS_PER_USER(10_000, "contacts are sent whole"),
    BLOCKS_PER_USER(10_000, "blocks are sent whole"),
    CHAT_MEMBERS(10_000, "fan-out and roster stay bounded"),
    CHATS_PER_USER(5_000, "the chat list is sent whole"),
    PAGE_ROWS(100, "rows of one page of any list"),
    UNREAD_SHOWN(1_000, "counting stops there: nobody reads a bigger number"),
    INVITE_DAYS(366, "a link that lives for ever is forgotten, not wanted"),
    INVITE_USES(100_000, "more than a chat has members means nothing"),
    DRAFTS_PER_USER(500, "drafts are sent whole; nobody begins that many letters"),
    UNREAD_EXPLAINED(10_000, "beyond it nobody counts along"),
    STATISTICS_DAYS(366, "a year and its day"),
    WAVEFORM_POINTS(128, "as many bars as a phone shows"),
    MEDIA_SIDE(65_535, "no camera and no film is larger"),
    STICKER_PACKS_PER_USER(20, "all packs are sent whole"),
    STICKERS_PER_PACK(120, "what one panel shows without search"),
    STICKER_BYTES(512 << 10, "a panel loads dozens at once"),
    STICKER_SIDE(512, "what the panels of other messengers take"),
    PINNED_CHATS(100, "the order of pinned chats is sent whole"),
    MUTE_DAYS(3_660, "ten years; longer is for good"),
    SETTINGS_PER_CLIENT(64, "what clients keep for themselves stays a few kilobytes"),
    SETTING_CHARS(200, "a setting is a choice, not a document"),
    PINS_PER_CHAT(100, "pins are sent whole"),
    INVITES_PER_CHAT(50, "invite links are listed whole"),
    MENTIONS_PER_MESSAGE(50, "each mention is a row"),
    SESSIONS_PER_USER(50, "the oldest session ends when one more begins"),
    STORIES_PER_USER(100, "live at once"),
    ADMIN_LIST_ROWS(1_000, "the old panel shows lists without pages; beyond that one searches"),
    STORIES_SHOWN(1_000, "the list is sent whole"),
    STORY_VIEWS_SHOWN(1_000, "the list is sent whole"),
    PROFILE_AUDIENCE(
            5_000, "each person told of a new name is a row; others see it with their next list"),
    STORY_AUDIENCE(1_000, "each person told is a row locked and a row written"),
    STORY_CHARS(1_000, "what fits a screen"),
    REPORT_CHARS(2_000, "reports are read by people"),
    CODE_TRIES(5, "six digits: five tries are a chance of 1 in 200,000"),
    OPEN_CODES_PER_USER(5, "each open code is another chance to guess"),
    PASSWORD_HASHES_AT_ONCE(
            2, "each takes 19 MiB and a core; a login flood must not starve the rest"),
    PASSWORD_HASHES_WAITING(200, "about ten seconds of work; whoever comes later gets 503"),
    PASSWORD_WAIT_SECONDS(10, "people wait that long for a sign-in, and not longer"),
    RECOVERY_CODES(10, "a printed list; each is good once"),
    REGISTRATION_INVITE_USES(1_000, "a class or a company; bigger ones open the registration"),
    REGISTRATION_INVITE_DAYS(365, "an invitation is not a standing rule"),
    NAME_MIN_CHARS(2, "what the client has always demanded"),
    SOCKET_FRAME_BYTES(64 << 10, "the longest text of a message, escaped, fits"),
    SOCKET_AUTH_SECONDS(10, "whoever is silent longer is no client"),
    SOCKET_PING_SECONDS(30, "shorter than the idle limits of common proxies"),
    SOCKET_SILENCE_SECONDS(75, "two pings unanswered: the peer is gone"),
    SOCKET_COMMANDS_WAITING(64, "a client that sends faster than it is served stops being read"),
    SOCKET_SLOWED_SECONDS(
            60, "a whole minute above its share of commands, slowed all the time: no person does"),
    SOCKETS_PER_USER(20, "several devices with several windows each"),
    SOCKETS_UNKNOWN_PER_ADDRESS(
            200, "an office behind one address comes back at once when its server restarts"),
    FILES_BESIDE_SOCKETS(
            512, "file handles for the database, uploads and requests when sockets fill the rest"),
    OUTBOX_FRAMES(1_000, "a client that far behind resumes faster than it reads"),
    OUTBOX_BYTES(1 << 20, "as the number of frames, for long texts"),
    SYNC_EVENTS(500, "more missed entries of one log are loaded anew faster than replayed"),
    SYNC_EVENTS_IN_ALL(10_000, "one answer is held in memory"),
    SYNC_CHATS(2_000, "positions in one request; chats beyond are told by their heads"),
    RESUMES_AT_ONCE(16, "after a cut everybody comes back: the database must not be stampeded"),
    MARKS_WAITING(100_000, "a second of a loaded server's marks; a later mark says more anyway"),
    WATCHED_USERS(500, "what one screen can show, many times over"),
    SMALL_CHAT_MEMBERS(
            100, "bigger chats have no typing and no marks of others: each would be told to all"),
    DEVICE_NAME_CHARS(64, "shown in lists"),
    E2EE_DEVICES_PER_USER(10, "every message is encrypted for each of them"),
    E2EE_LISTS_AT_ONCE(100, "device lists that a client catches up with in one answer"),
    E2EE_ONE_TIME_KEYS(200, "of each kind per device: twice what a device keeps ready"),
    E2EE_ONE_TIME_KEYS_AT_ONCE(100, "of each kind in one upload: 50 ML-KEM keys make 110 KB"),
    E2EE_ONE_TIME_KEYS_LOW(
            20, "a device with fewer left is told to bring more, as it would itself"),
    E2EE_ONE_TIME_KEMS_LOW(10, "as above: half as many are kept ready, each is fifty times as big"),
    E2EE_BODY_BYTES(68_608, "a text of 64 KiB, padded and sealed"),
    E2EE_ENVELOPE_BYTES(8_192, "a first message with its handshake takes 1.9 KB"),
    E2EE_ENVELOPES_AT_ONCE(300, "with 2 KB each they fit into one body; larger groups send twice"),
    E2EE_GROUP_MEMBERS(256, "a rotation of sender keys writes to every device of every member"),
    E2EE_MEMBERSHIPS_PAGE(50, "signed entries in one answer: at most 130 KB"),
    E2EE_MAILBOX_CONTROL(5_000, "control messages waiting for a device; more means it is gone"),
    E2EE_MAILBOX_PAGE(50, "what one answer carries: at most 5 MB"),
    MAILBOX_WINDOW(
            50, "items that a socket has and has not acknowledged; a client stores in batches"),
    MAILBOX_WINDOW_BYTES(512 << 10, "as the number of items, for long texts: half of an outbox"),
    E2EE_ACKS_AT_ONCE(500, "ids in one acknowledgement"),
    E2EE_ENVELOPE_DAYS(30, "a device away for longer asks for what it missed, or is gone"),
    BACKUP_BLOB_BYTES(17 << 20, "16 MiB of padded text, sealed"),
    BACKUP_BLOBS(1_000, "increments are merged by the client long before"),
    BACKUP_TOTAL_MIB(256, "the keys of about two million messages; they lie in the database"),
    LINK_SECONDS(120, "the time to scan a code and compare six digits"),
    LINK_FRAME_BYTES(720_896, "704 KiB, so that a frame in base64 fits into one JSON body"),
    LINK_FRAMES(32, "in each direction: five of the conversation, the rest carry message keys"),
    PUSH_SUBSCRIPTIONS_PER_USER(20, "one each browser; the oldest goes when one more comes"),
    PUSH_AT_ONCE(64, "deliveries on their way; a push service answers in a tenth of a second"),
    PUSH_SECONDS(10, "a push service that is silent longer is asked again later"),
    PUSH_LOG_DAYS(7, "whoever asks why nothing rang asks within days"),
    USER_AGENT_CHARS(200, "shown in the list of one's sessions; real ones are about 120");

    private final int value;
    private final String reason;

    Size(int value, String reason) {
        this.value = value;
        this.reason = reason;
    }

    /// The bound, inclusive.
    public int value() {
        return value;
    }

    /// Why the bound is what it is.
    public String reason() {
        return reason;
    }
}
