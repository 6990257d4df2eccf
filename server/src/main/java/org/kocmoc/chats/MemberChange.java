package org.kocmoc.chats;

import java.util.List;
import java.util.Map;
import org.kocmoc.base.UserId;

/// What the events of type `chat:member` say. The actor is the event's own.
final class MemberChange {
    private MemberChange() {}

    /// People were added by the actor.
    static Map<String, Object> added(List<UserId> users) {
        return Map.of("change", "added", "users", users);
    }

    /// Somebody came by an invite link.
    static Map<String, Object> joined(UserId user) {
        return Map.of("change", "joined", "users", List.of(user));
    }

    /// Somebody left.
    static Map<String, Object> left(UserId user) {
        return Map.of("change", "left", "users", List.of(user));
    }

    /// The actor removed somebody.
    static Map<String, Object> removed(UserId user) {
        return Map.of("change", "removed", "users", List.of(user));
    }

    /// Somebody has another role.
    static Map<String, Object> role(UserId user, Role role) {
        return Map.of("change", "role", "users", List.of(user), "role", role);
    }
}
