package org.kocmoc.stories;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// Somebody who has seen a story.
public record StoryView(UserId userId, String name, @Nullable String avatar, Instant viewedAt) {}
