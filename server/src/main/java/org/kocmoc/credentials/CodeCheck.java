package org.kocmoc.credentials;

/// What became of a try at a mailed code.
public sealed interface CodeCheck {
    /// The code was right and is used up.
    ///
    /// @param email the address that it was sent to
    record Accepted(String email) implements CodeCheck {}

    /// No such code; the try was counted.
    record Wrong() implements CodeCheck {}

    /// The code was right once, but has been used.
    record Used() implements CodeCheck {}

    /// The code was right, but came too late.
    record Expired() implements CodeCheck {}

    /// There were too many wrong tries at this code.
    record Exhausted() implements CodeCheck {}
}
