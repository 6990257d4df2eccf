package org.kocmoc.bus;

import java.util.Locale;

/// How a bus is doing.
///
/// @param link whether payloads of other nodes arrive
/// @param sent payloads handed to the network since the start
/// @param received payloads of other nodes since the start
/// @param dropped payloads that did not go to other nodes since the start: nobody to take them, or
///   too many waiting
/// @param gaps times that payloads of other nodes may have been missed since the start
/// @param subjects subjects that this node hears
public record BusState(Link link, long sent, long received, long dropped, long gaps, int subjects) {
    /// Whether payloads of other nodes arrive.
    public enum Link {
        /// There are no other nodes.
        LOCAL,
        CONNECTED,
        /// There are other nodes, and nothing of theirs arrives.
        LOST;

        /// As figures and answers name it.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whether everything that is published arrives at present.
    public boolean isWhole() {
        return link != Link.LOST;
    }
}
