package org.kocmoc.presence;

import java.time.Instant;
import org.kocmoc.base.UserId;

/// Somebody who came or went.
public record PresenceChange(UserId user, boolean online, Instant at) {}
