package org.kocmoc.stories;

import java.util.Optional;
import java.util.regex.Pattern;
import org.kocmoc.base.ApiException;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// A story that somebody wants to publish, well-formed in itself.
///
/// @param type what it shows
/// @param contentUrl picture or film; empty for a text
/// @param text text, or the line below a picture
/// @param background colour behind a text
record StoryDraft(
        StoryType type,
        Optional<String> contentUrl,
        Optional<String> text,
        Optional<String> background) {
    /// A colour, or the name of a pattern that clients know: nothing that could carry an address.
    private static final Pattern BACKGROUND =
            Pattern.compile("#[0-9a-fA-F]{6}|[a-z][a-z0-9-]{0,31}");

    /// @throws ApiException 400 if something is missing, too long or not what it should be
    static StoryDraft parse(Fields fields) {
        StoryType type =
                fields.filled("type")
                        .flatMap(StoryType::of)
                        .orElseThrow(() -> new ApiException(StoryError.STORY_TYPE_UNKNOWN));
        Optional<String> text = fields.filled("text").filter(words -> !words.isBlank());
        if (text.filter(words -> words.length() > Size.STORY_CHARS.value()).isPresent()) {
            throw new ApiException(StoryError.STORY_TEXT_TOO_LONG);
        }
        Optional<String> background = fields.filled("background");
        if (background.filter(name -> !BACKGROUND.matcher(name).matches()).isPresent()) {
            throw new ApiException(StoryError.STORY_BACKGROUND_UNKNOWN);
        }
        Optional<String> url =
                type == StoryType.TEXT ? Optional.empty() : fields.filled("content_url");
        if (type == StoryType.TEXT ? text.isEmpty() : url.isEmpty()) {
            throw new ApiException(StoryError.STORY_EMPTY);
        }
        return new StoryDraft(type, url, text, background);
    }
}
