package org.kocmoc.stories;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.files.FilesFeature;
import org.kocmoc.files.StoredFile;
import org.kocmoc.limits.Size;
import org.kocmoc.log.UserEntries;
import org.kocmoc.log.UserLog;

/// Publishing, seeing and removing stories. Any thread; blocks.
public final class Stories {
    private static final Duration LIFE = Duration.ofDays(1);
    private static final int BATCH = 500;

    private final Database database;
    private final UserLog log;
    private final FilesFeature files;
    private final InstantSource clock;

    Stories(Database database, UserLog log, FilesFeature files, InstantSource clock) {
        this.database = database;
        this.log = log;
        this.files = files;
        this.clock = clock;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// Stories that somebody may see, newest first.
    List<Story> visibleTo(UserId reader) {
        return database.read(
                handle -> StoryStore.visibleTo(handle, reader, now(), Size.STORIES_SHOWN.value()));
    }

    /// Publishes.
    ///
    /// @throws ApiException 400 if the file is not one's own picture or film, 409 if too many
    ///   stories are live
    Story publish(UserId author, StoryDraft draft) {
        Optional<String> file = draft.contentUrl().map(url -> file(author, draft.type(), url));
        Instant now = now();
        return log.change(
                (handle, entries) ->
                        publish(handle, entries, author, draft, file.orElse(null), now));
    }

    private static Story publish(
            Handle handle,
            UserEntries entries,
            UserId author,
            StoryDraft draft,
            @Nullable String file,
            Instant now) {
        if (StoryStore.lockAndCount(handle, author, now) >= Size.STORIES_PER_USER.value()) {
            throw new ApiException(StoryError.TOO_MANY_STORIES);
        }
        long id = StoryStore.insert(handle, author, draft, file, now, now.plus(LIFE));
        tell(handle, entries, author, "story:new", id);
        return StoryStore.findVisible(handle, author, id, now)
                .orElseThrow(() -> new ApiException(StoryError.STORY_NOT_FOUND));
    }

    private String file(UserId author, StoryType type, String url) {
        return files.attachments()
                .require(author, url)
                .flatMap(files.files()::find)
                .filter(file -> file.owner().equals(Optional.of(author)))
                .filter(file -> type.shows(file.kind()))
                .map(StoredFile::id)
                .orElseThrow(() -> new ApiException(StoryError.STORY_FILE_UNSUITABLE));
    }

    private static void tell(
            Handle handle, UserEntries entries, UserId author, String event, long story) {
        int most = Size.STORY_AUDIENCE.value();
        List<UserId> told = new ArrayList<>(StoryStore.audience(handle, author, most + 1));
        if (told.size() > most) {
            told.clear();
        }
        told.add(author);
        entries.tellAll(told, event, Map.of("story", story, "user", author));
    }

    /// Notes that somebody has seen a story; authors do not count as viewers.
    ///
    /// @throws ApiException 404 if it is not there for them
    void view(UserId viewer, long story) {
        Instant now = now();
        database.execute(
                handle -> {
                    Story seen = visible(handle, viewer, story, now);
                    if (!seen.userId().equals(viewer)) {
                        StoryStore.view(handle, story, viewer, now);
                    }
                });
    }

    /// Who has seen one's own story, latest first.
    ///
    /// @throws ApiException 404 if it is not there for the caller, 403 if it is another's
    List<StoryView> views(UserId caller, long story) {
        return database.read(
                handle -> {
                    if (!visible(handle, caller, story, now()).userId().equals(caller)) {
                        throw new ApiException(StoryError.STORY_NOT_YOURS);
                    }
                    return StoryStore.views(handle, story, Size.STORY_VIEWS_SHOWN.value());
                });
    }

    private static Story visible(Handle handle, UserId reader, long story, Instant now) {
        return StoryStore.findVisible(handle, reader, story, now)
                .orElseThrow(() -> new ApiException(StoryError.STORY_NOT_FOUND));
    }

    /// Removes a story for its author or an administrator.
    ///
    /// @throws ApiException 404 if it is not there for the caller, 403 if it is another's
    void delete(UserId caller, boolean admin, long story) {
        List<String> shown =
                log.change(
                        (handle, entries) -> {
                            UserId author = authorFor(handle, caller, admin, story);
                            tell(handle, entries, author, "story:delete", story);
                            return StoryStore.delete(handle, story);
                        });
        shown.forEach(files.files()::discardIfUnused);
    }

    private UserId authorFor(Handle handle, UserId caller, boolean admin, long story) {
        if (admin) {
            return StoryStore.author(handle, story)
                    .orElseThrow(() -> new ApiException(StoryError.STORY_NOT_FOUND));
        }
        UserId author = visible(handle, caller, story, now()).userId();
        if (!author.equals(caller)) {
            throw new ApiException(StoryError.STORY_NOT_YOURS);
        }
        return author;
    }

    /// Removes what has ended, with its files.
    void removeEnded() {
        Instant now = now();
        List<String> shown;
        do {
            shown = database.write(handle -> StoryStore.deleteEnded(handle, now, BATCH));
            shown.stream().filter(id -> !id.isEmpty()).forEach(files.files()::discardIfUnused);
        } while (shown.size() == BATCH);
    }

    /// Removes the stories of a leaving account, with their files.
    public void leave(UserId user) {
        database.write(handle -> StoryStore.deleteAllOf(handle, user))
                .forEach(files.files()::discardIfUnused);
    }
}
