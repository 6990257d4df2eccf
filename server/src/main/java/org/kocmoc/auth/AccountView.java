package org.kocmoc.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// An account as its owner sees it when signing in.
public record AccountView(
        UserId id,
        String name,
        String email,
        @Nullable String avatar,
        @Nullable String bio,
        @Nullable String birthdate,
        boolean online,
        @JsonProperty("is_admin") boolean admin,
        Instant createdAt) {
    /// The view of an account whose owner is calling, and so is online.
    public static AccountView of(Account account) {
        return new AccountView(
                account.id(),
                account.name(),
                account.email(),
                account.avatar(),
                account.bio(),
                account.birthdate(),
                true,
                account.isAdmin(),
                account.createdAt());
    }
}
