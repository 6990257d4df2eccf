package org.kocmoc.access;

import java.util.Locale;

/// What somebody is to the owner and the group of a [World]: the columns of the access matrix.
enum Role {
    /// Without a token.
    ANONYMOUS,
    /// Signed in, never in the group.
    STRANGER,
    /// Was in the group once.
    FORMER,
    /// Was in the group when an administrator banned the account.
    BANNED,
    /// Blocked by the owner; not in the group, but in a personal chat with the owner.
    BLOCKED,
    /// In the group.
    MEMBER,
    /// Owns the group and wrote, uploaded and published what is in it.
    OWNER,
    /// Administrator of the server; not in the group.
    ADMIN;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
