package org.kocmoc.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One action of an administrator.
///
/// @param actorId the administrator, also after the account is gone
public record AuditEntry(
        long id, Instant at, @Nullable Long actorId, String action, @Nullable String target) {}
