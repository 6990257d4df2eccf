package org.kocmoc.mail;

import java.time.Instant;

/// A mail in the outbox.
///
/// @param id row of the outbox
/// @param mail what to send
/// @param createdAt when it was written
record OutboxMail(long id, Mail mail, Instant createdAt) {}
