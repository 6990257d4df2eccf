package org.kocmoc.push;

/// What became of an attempt, as its user and the metrics see it.
enum Outcome {
    /// The push service has taken it.
    SENT,
    /// Not now; it will be tried again.
    LATER,
    /// It was read elsewhere, or its reader is back.
    UNNEEDED,
    /// The push service does not want this message.
    REFUSED,
    /// The subscription is no more, and was removed.
    GONE,
    /// It was tried for too long.
    EXPIRED
}
