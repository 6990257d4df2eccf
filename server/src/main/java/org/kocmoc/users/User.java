package org.kocmoc.users;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// An account's whole profile, as the person and administrators see it.
///
/// @param birthdate free text
/// @param online whether a device is connected
public record User(
        UserId id,
        String name,
        String email,
        @Nullable String avatar,
        @Nullable String bio,
        @Nullable String birthdate,
        boolean online,
        boolean isAdmin,
        boolean banned,
        Instant createdAt) {}
