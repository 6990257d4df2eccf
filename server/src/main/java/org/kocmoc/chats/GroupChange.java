package org.kocmoc.chats;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// New values of a group.
///
/// @param name null leaves it
/// @param description set when `changesDescription`; null removes it
/// @param avatar set when `changesAvatar`; null removes it
public record GroupChange(
        @Nullable String name,
        boolean changesDescription,
        @Nullable String description,
        boolean changesAvatar,
        @Nullable String avatar) {
    boolean isEmpty() {
        return name == null && !changesDescription && !changesAvatar;
    }

    /// What an event says of it: the new values.
    Map<String, @Nullable Object> data() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        if (name != null) {
            data.put("name", name);
        }
        if (changesDescription) {
            data.put("description", description);
        }
        if (changesAvatar) {
            data.put("avatar", avatar);
        }
        return data;
    }
}
