package org.kocmoc.users;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// An entry of somebody's address book.
///
/// @param id row of the entry
/// @param contactId whom it names
/// @param createdAt when the account was made
public record Contact(
        long id,
        UserId contactId,
        String name,
        @Nullable String avatar,
        @Nullable String bio,
        boolean online,
        @Nullable Instant lastSeenAt,
        Instant createdAt) {
    static Contact of(Entry entry, Profile person) {
        return new Contact(
                entry.id(),
                person.id(),
                person.name(),
                person.avatar(),
                person.bio(),
                person.online(),
                person.lastSeenAt(),
                person.createdAt());
    }

    /// The stored part.
    public record Entry(long id, UserId contactId) {}
}
