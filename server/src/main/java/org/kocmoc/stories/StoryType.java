package org.kocmoc.stories;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.kocmoc.files.FileType;

/// What a story shows.
public enum StoryType {
    PHOTO(FileType.Kind.IMAGE),
    VIDEO(FileType.Kind.VIDEO),
    TEXT(FileType.Kind.DOCUMENT);

    private final FileType.Kind kind;

    StoryType(FileType.Kind kind) {
        this.kind = kind;
    }

    /// The type of that name on the wire.
    static Optional<StoryType> of(String name) {
        return Arrays.stream(values()).filter(type -> type.wireName().equals(name)).findFirst();
    }

    /// Name on the wire.
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether a file of that kind may be shown.
    boolean shows(FileType.Kind other) {
        return this != TEXT && kind == other;
    }
}
