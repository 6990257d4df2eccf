package org.kocmoc.client.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A chat and who is in it.
public record WholeChat(Chat chat, List<Member> members) {
    /// A member as another member sees them.
    ///
    /// @param role `owner`, `admin` or `member`
    public record Member(
            long id, String name, @Nullable String avatar, boolean online, String role) {}
}
