package org.kocmoc.stories;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// A story as one person sees it.
///
/// @param id row number
/// @param userId author
/// @param userName author's name
/// @param userAvatar author's picture
/// @param type what it shows
/// @param contentUrl picture or film
/// @param text text, or the line below a picture
/// @param background colour behind a text
/// @param createdAt when it was published
/// @param expiresAt when it ends
/// @param viewed whether this person has seen it
/// @param views how many have seen it, for its author only
public record Story(
        long id,
        UserId userId,
        String userName,
        @Nullable String userAvatar,
        String type,
        @Nullable String contentUrl,
        @Nullable String text,
        @Nullable String background,
        Instant createdAt,
        Instant expiresAt,
        boolean viewed,
        @Nullable Long views) {}
