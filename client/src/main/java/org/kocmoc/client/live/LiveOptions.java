package org.kocmoc.client.live;

import java.time.Duration;

/// How a [Live] behaves.
///
/// @param device names this installation to the server, at most 64 characters
/// @param longestBackoff between two tries to connect, at most 60 s
/// @param tap sees every frame
public record LiveOptions(String device, Duration longestBackoff, Tap tap) {
    /// For bots and tools.
    public static final LiveOptions USUAL =
            new LiveOptions("java-sdk", Duration.ofSeconds(60), Tap.NONE);
}
