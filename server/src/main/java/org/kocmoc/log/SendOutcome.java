package org.kocmoc.log;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ErrorCode;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;

/// What became of a send.
public sealed interface SendOutcome {
    /// The message is in the log for good.
    ///
    /// @param place where
    /// @param author the sender as readers see them
    /// @param mentions who of those named in the text was told, ascending; unknown of a repeat
    /// @param repeated an earlier send with the same key had stored it; this one changed nothing
    record Stored(Place place, Author author, List<UserId> mentions, boolean repeated)
            implements SendOutcome {
        /// The id.
        public MessageId message() {
            return place.message();
        }

        /// The number in the chat.
        public long seq() {
            return place.seq();
        }

        /// The epoch of the number.
        public long epoch() {
            return place.epoch();
        }

        /// The time of the message.
        public Instant at() {
            return place.at();
        }
    }

    /// Where a message is stored.
    record Place(MessageId message, long seq, long epoch, Instant at) {}

    /// The sender's name and picture at the time of the send.
    record Author(String name, @Nullable String avatar) {}

    /// Nothing was stored.
    record Refused(ErrorCode error) implements SendOutcome {}
}
