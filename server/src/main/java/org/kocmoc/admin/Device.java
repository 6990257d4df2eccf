package org.kocmoc.admin;

import java.time.Instant;

/// A client-made device id and how many accounts were registered from it.
public record Device(String deviceId, int accountCount, Instant createdAt) {}
