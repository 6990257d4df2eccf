package org.kocmoc.users;

/// Whom something is open to.
public enum Audience {
    /// Everybody.
    ALL,
    /// Those whom the owner has in the contacts.
    CONTACTS,
    /// Nobody else.
    NOBODY
}
