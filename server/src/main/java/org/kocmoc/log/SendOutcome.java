package org.kocmoc.log;

import java.time.Instant;
import org.kocmoc.base.ErrorCode;
import org.kocmoc.base.MessageId;

/// What became of a send.
public sealed interface SendOutcome {
    /// The message is in the log for good.
    ///
    /// @param repeated an earlier send with the same key had stored it; this one changed nothing
    record Stored(MessageId message, long seq, long epoch, Instant at, boolean repeated)
            implements SendOutcome {}

    /// Nothing was stored.
    record Refused(ErrorCode error) implements SendOutcome {}
}
