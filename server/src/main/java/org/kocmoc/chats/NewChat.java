package org.kocmoc.chats;

import java.util.List;
import java.util.Optional;
import org.kocmoc.base.UserId;

/// A wish for a chat.
///
/// @param participants whom to add, in any order, the founder and repetitions included or not
/// @param personal whether a pair is wanted where the participants allow it
/// @param name of a group
record NewChat(List<UserId> participants, boolean personal, Optional<String> name, ChatMode mode) {
    /// Everybody but the founder, once each, in ascending order.
    List<UserId> others(UserId founder) {
        return participants.stream()
                .filter(user -> !user.equals(founder))
                .distinct()
                .sorted()
                .toList();
    }
}
