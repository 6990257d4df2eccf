package org.kocmoc.presence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// Somebody who came or went, or how somebody is.
///
/// @param at when that began; `null` if never seen
public record PresenceChange(UserId user, boolean online, @Nullable Instant at) {}
