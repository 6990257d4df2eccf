package org.kocmoc.client.encryption;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.ratchet.RatchetException.Reason;

/// A message of an encrypted chat.
///
/// @param chat where
/// @param seq number in the chat
/// @param message the server's id, for deleting
/// @param content what it says, or `null` if it cannot be read yet: it comes again when it can
/// @param failure why it cannot
public record Received(
        MessageRef ref,
        long chat,
        long seq,
        long message,
        @Nullable Content content,
        Optional<Reason> failure) {
    /// Who sent it.
    public long sender() {
        return ref.sender().userId();
    }
}
