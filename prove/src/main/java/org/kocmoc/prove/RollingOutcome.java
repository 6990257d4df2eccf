package org.kocmoc.prove;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What came out of restarting servers one after another.
///
/// @param sent messages
/// @param stored messages in the database
/// @param lost acknowledged messages that are not there, or not on every socket of the members
/// @param doubled messages stored twice
/// @param refused sends that were refused for good
/// @param calm waits of sends before anything was restarted: what the machine itself takes
/// @param waits of each send for its answer, in milliseconds, ascending
/// @param moves times that a socket went to another server without being away
/// @param ends why lines ended, and how often
/// @param times of all else by what is timed, in milliseconds, ascending
record RollingOutcome(
        int sent,
        long stored,
        long lost,
        long doubled,
        int refused,
        List<Long> calm,
        List<Long> waits,
        int moves,
        Map<String, Integer> ends,
        Times times) {
    static final long LONGEST_WAIT_MILLIS = 3_000;

    /// @param delivered from the send of each message until it is on each socket
    /// @param outages of each socket that had no line that was caught up
    /// @param connecting from the word to go until there was another line
    /// @param catchingUp from there until everything missed had come
    record Times(
            List<Long> delivered,
            List<Long> outages,
            List<Long> connecting,
            List<Long> catchingUp) {}

    boolean isClean() {
        return lost == 0
                && doubled == 0
                && refused == 0
                && quantile(waits, 1) <= LONGEST_WAIT_MILLIS
                && quantile(times.delivered(), 1) <= LONGEST_WAIT_MILLIS
                && quantile(times.outages(), 1) <= LONGEST_WAIT_MILLIS;
    }

    String text() {
        return String.format(
                Locale.ROOT,
                """
                | what | number |
                |---|---|
                | messages sent | %d |
                | stored | %d |
                | lost | %d |
                | doubled | %d |
                | refused | %d |
                | sockets moved without being away | %d |
                | sockets away | %d |
                | ends of lines | %s |

                | time | how often | p50 | p99 | longest (ms) |
                |---|---|---|---|---|
                %s%s%s%s%s%s""",
                sent,
                stored,
                lost,
                doubled,
                refused,
                moves,
                times.outages().size(),
                ends,
                row("send to answer, before the first restart", calm),
                row("send to answer", waits),
                row("send to each socket", times.delivered()),
                row("socket away", times.outages()),
                row("moving: until the other line was open", times.connecting()),
                row("moving: from there until caught up", times.catchingUp()));
    }

    private static String row(String what, List<Long> ascending) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d |%n",
                what,
                ascending.size(),
                quantile(ascending, 0.5),
                quantile(ascending, 0.99),
                quantile(ascending, 1));
    }

    private static long quantile(List<Long> ascending, double share) {
        return ascending.isEmpty()
                ? 0
                : ascending.get(
                        (int) Math.min(ascending.size() - 1L, (long) (share * ascending.size())));
    }
}
