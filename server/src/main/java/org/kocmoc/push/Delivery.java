package org.kocmoc.push;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// Something on its way to one browser.
///
/// @param id row of the outbox
/// @param attempts how often sending was begun, this time included
/// @param kind `message`, `mention` or `test`
/// @param chat where; `null` for a test
/// @param seq the message that it is about, as known when it was taken
public record Delivery(
        long id,
        int attempts,
        String kind,
        @Nullable ChatId chat,
        long seq,
        Instant createdAt,
        long subscriptionId,
        UserId userId,
        String endpoint,
        byte[] publicKey,
        byte[] secret) {
    @Override
    public String toString() {
        return "Delivery[" + id + "]";
    }
}
