package org.kocmoc;

import java.util.Map;

/// What the rules of [ArchitectureTest] and [SourceTest] do not hold for, each with its reason. The
/// lists may only shrink.
final class Exceptions {
    static final Map<String, String> READS_THE_SYSTEM_CLOCK =
            Map.of(
                    "Commands", "hands the clock to what a command runs",
                    "StartCommand", "hands the clock to the server",
                    "AdminCommand", "hands the clock to what a command runs",
                    "BackupCommand", "hands the clock to what a command runs",
                    "RestoreCommand", "hands the clock to what a command runs");

    static final Map<String, String> OWNS_THREADS =
            Map.of(
                    "http.Dispatcher", "one virtual thread per request",
                    "images.Thumbnailer", "bounded threads for decoding",
                    "log.Lane", "one writer per lane of chats",
                    "log.Publisher", "one announcer per lane of chats",
                    "credentials.Passwords", "bounded threads for hashing",
                    "mail.Sender", "sends beside the request that wrote the mail",
                    "jobs.Jobs", "one virtual thread per running job",
                    "admin.MaintenanceFlag", "watches a file",
                    "StartCommand", "the shutdown hook");

    static final Map<String, String> SQL_OUTSIDE_OF_STORES = Map.of();

    /// Store → the one other package that uses it: signing in and keeping an account are two halves
    /// of the same row.
    static final Map<String, String> SHARED_STORES = Map.of("AccountStore", "account");

    /// Their present size is the bound.
    static final Map<String, Integer> BIG_PACKAGES =
            Map.of(
                    // One adapter to one web server: halves would import each other.
                    "http", 22,
                    // Sending, editing, reacting and searching share one row and its encryption.
                    "messages", 24);

    static final Map<String, String> LONG_FILES = Map.of();

    static final Map<String, String> LONG_METHODS = Map.of();

    static final Map<String, String> LONG_CONSTRUCTORS = Map.of();

    private Exceptions() {}
}
