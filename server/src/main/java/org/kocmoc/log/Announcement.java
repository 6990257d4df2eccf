package org.kocmoc.log;

/// Turns a stored message into the event that live clients hear of.
///
/// Called at most once, after the commit, on the lane's publisher thread: it must not block. What
/// it throws is logged; readers are then told to look into the log.
@FunctionalInterface
public interface Announcement {
    /// Announces numbers only: whoever hears of them reads the log.
    Announcement NUMBERS_ONLY = stored -> Events.NONE;

    /// The event in its two forms.
    Events render(SendOutcome.Stored stored);

    /// One event as JSON in UTF-8, for everybody else and for the devices of the sender, who see
    /// their own idempotency key in it.
    record Events(byte[] forOthers, byte[] forSender) {
        static final Events NONE = new Events(new byte[0], new byte[0]);
    }
}
