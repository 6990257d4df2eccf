package org.kocmoc;

import java.util.Map;

/// What the rules of [ArchitectureTest] and [SourceTest] do not hold for, each with its reason. The
/// lists may only shrink.
final class RuleExceptions {
    static final Map<String, String> READS_THE_SYSTEM_CLOCK =
            Map.of(
                    "Commands", "hands the clock to what a command runs",
                    "StartCommand", "hands the clock to the server",
                    "AdminCommand", "hands the clock to what a command runs",
                    "BackupCommand", "hands the clock to what a command runs",
                    "RestoreCommand", "hands the clock to what a command runs");

    static final Map<String, String> OWNS_THREADS =
            Map.ofEntries(
                    Map.entry("http.Dispatcher", "one virtual thread per request"),
                    Map.entry("images.Thumbnailer", "bounded threads for decoding"),
                    Map.entry("messages.Indexing", "indexes beside the request that sent"),
                    Map.entry("log.Lane", "one writer per lane of chats"),
                    Map.entry("bus.NatsBus", "keeps the connection"),
                    Map.entry("log.LogWriter", "tells callers when their time is over"),
                    Map.entry("log.Worker", "answers and announces beside the lane"),
                    Map.entry("messages.Messages", "reads again what was sent before"),
                    Map.entry("db.PostgresWatch", "watches a process"),
                    Map.entry("credentials.Passwords", "bounded threads for hashing"),
                    Map.entry("mail.Sender", "sends beside the request that wrote the mail"),
                    Map.entry("realtime.RealtimeFeature", "one virtual thread per working socket"),
                    Map.entry("push.PushFeature", "looks and delivers beside the sends"),
                    Map.entry("push.Courier", "one virtual thread per delivery"),
                    Map.entry("presence.Presence", "writes beside the sockets"),
                    Map.entry("marks.MarkQueue", "writes beside the sockets"),
                    Map.entry("jobs.Jobs", "one virtual thread per running job"),
                    Map.entry("admin.MaintenanceFlag", "watches a file"),
                    Map.entry("StartCommand", "the shutdown hook"));

    /// Store → the one other package that uses it: signing in and keeping an account are two halves
    /// of the same row; lists and heads of chats tell the same number.
    static final Map<String, String> SHARED_STORES =
            Map.of("AccountStore", "account", "UnreadStore", "marks");

    /// Packages of more than 20 files, and how many each may have.
    static final Map<String, Integer> BIG_PACKAGES =
            Map.of(
                    // One adapter to one web server: halves would import each other.
                    "http", 22,
                    // One class for each command beside the composition root.
                    "", 27,
                    // Parts of one socket, which only its event loop touches.
                    "realtime", 24,
                    // Sends, changes and their announcements share one numbering.
                    "log", 24,
                    // Sending, editing, reacting and searching share one row and its encryption.
                    "messages", 30,
                    // Chats, members and roles are one set of rules.
                    "chats", 24,
                    // What devices sign, and the layouts and checks that all of it shares.
                    "keys", 25,
                    // The types that programs see; what works behind them is in other packages.
                    "ratchet", 24,
                    // One device: every class is a part of its one session, seen by nobody else.
                    "client.encryption", 42,
                    // World, users and rules of one program, which nothing else uses.
                    "prove", 32);

    private RuleExceptions() {}
}
