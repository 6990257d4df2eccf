package org.kocmoc.chats;

import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;
import org.kocmoc.users.Profile;

/// A member of a chat as another member sees them.
record Participant(UserId id, String name, @Nullable String avatar, boolean online, Role role) {
    static Participant of(Profile person, Role role) {
        return new Participant(person.id(), person.name(), person.avatar(), person.online(), role);
    }
}
