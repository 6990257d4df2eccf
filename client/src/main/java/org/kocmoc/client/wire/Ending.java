package org.kocmoc.client.wire;

import java.time.Duration;

/// How a socket ended, and by that what the client does next.
///
/// @param code of the WebSocket, or 1006 if there was none
/// @param reason a short word
/// @param pause the time that the server asks to wait at most, zero if it named none
public record Ending(int code, String reason, Duration pause) {
    /// What a client does next.
    public enum Action {
        /// Reconnect and resume, after a random part of the time told.
        RECONNECT,
        /// Reconnect with backoff.
        BACK_OFF,
        /// Stay away: this client is at fault or not needed.
        STAY_AWAY,
        /// The token is not good any more.
        SIGN_IN
    }

    private static final int BROKEN = 1006;

    /// From a close frame.
    ///
    /// @param reason a word, and after a space the milliseconds to wait
    public static Ending of(int code, String reason) {
        String[] words = reason.strip().split(" ", 2);
        boolean named = words.length == 2 && words[1].matches("[0-9]{1,9}");
        return new Ending(
                code,
                words[0],
                named ? Duration.ofMillis(Long.parseLong(words[1])) : Duration.ZERO);
    }

    /// The line broke without a close frame.
    public static Ending broken(String reason) {
        return new Ending(BROKEN, reason, Duration.ZERO);
    }

    /// What the range of the code asks for.
    public Action action() {
        return switch (code / 100) {
            case 40 -> Action.RECONNECT;
            case 42 -> Action.STAY_AWAY;
            case 44 -> Action.SIGN_IN;
            default -> Action.BACK_OFF;
        };
    }
}
