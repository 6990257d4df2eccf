package org.kocmoc.mail;

import jakarta.mail.MessagingException;
import java.io.IOException;

/// A way out for mails. Any thread; blocks.
interface Transport {
    /// Hands the mail over; the same mail may come again after a failure or a crash.
    ///
    /// @throws RefusedException if the mail server refuses this mail, for its address's sake or
    ///   ours
    /// @throws MessagingException if the mail server lets nobody in, or cannot be reached
    /// @throws IOException if the mail cannot be written
    void deliver(OutboxMail mail) throws MessagingException, IOException;

    /// Whether delivery is so fast that the one who wrote the mail waits for it.
    boolean isImmediate();
}
