package org.kocmoc.account;

import java.time.Duration;

/// Rules of registration.
///
/// @param admission who may register
/// @param codeLife how long a mailed code is good
public record AccountSettings(Admission admission, Duration codeLife) {
    /// Who may register.
    public enum Admission {
        /// Anybody.
        OPEN,
        /// Who has an invitation.
        INVITE,
        /// Nobody.
        CLOSED
    }
}
