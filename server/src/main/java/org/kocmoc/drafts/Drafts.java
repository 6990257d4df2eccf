package org.kocmoc.drafts;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.chats.ChatMode;
import org.kocmoc.db.Database;
import org.kocmoc.db.SqlState;
import org.kocmoc.limits.Size;
import org.kocmoc.log.LogError;
import org.kocmoc.log.NewMessage;
import org.kocmoc.log.UserEntries;
import org.kocmoc.log.UserLog;

/// Reads and changes drafts. Any thread; blocks.
public final class Drafts {
    /// What became of a change.
    sealed interface Outcome {
        /// The draft as it is now.
        Draft draft();

        /// It is as wanted.
        record Saved(Draft draft) implements Outcome {}

        /// Another device was quicker; nothing was changed.
        record Stale(Draft draft) implements Outcome {}
    }

    private final Database database;
    private final UserLog log;
    private final ChatAccess access;
    private final Bodies bodies;
    private final InstantSource clock;

    Drafts(Database database, UserLog log, ChatAccess access, Bodies bodies, InstantSource clock) {
        this.database = database;
        this.log = log;
        this.access = access;
        this.bodies = bodies;
        this.clock = clock;
    }

    /// All that have a text, last changed first.
    List<Draft> list(UserId user) {
        return database.read(handle -> DraftStore.ofUser(handle, user)).stream()
                .map(row -> open(user, row))
                .toList();
    }

    /// The draft of one chat; an empty one of version 0 if there never was any.
    Draft get(UserId user, ChatId chat) {
        access.asMember(user, chat);
        return present(user, chat);
    }

    private Draft present(UserId user, ChatId chat) {
        return database.read(handle -> DraftStore.find(handle, chat, user))
                .map(row -> open(user, row))
                .orElseGet(() -> new Draft(chat, 0, "", null, Instant.EPOCH));
    }

    /// Replaces a draft whose version is as the device believes; a text of blanks empties it.
    ///
    /// A late repeat of what is stored already counts as saved.
    Outcome put(UserId user, ChatId chat, String text, @Nullable Long replyTo, long base) {
        ChatForMember member = access.asMember(user, chat);
        if (member.mode() != ChatMode.SERVER) {
            throw new ApiException(LogError.CHAT_IS_ENCRYPTED);
        }
        String kept = text.isBlank() ? "" : text;
        @Nullable Long reply = kept.isEmpty() ? null : replyTo;
        Bodies.Sealer sealer = kept.isEmpty() ? null : bodies.alwaysSealing(chat);
        boolean changed = replace(user, chat, kept, reply, base, sealer);
        Draft now = present(user, chat);
        return changed || now.saysTheSameAs(kept, reply)
                ? new Outcome.Saved(now)
                : new Outcome.Stale(now);
    }

    private boolean replace(
            UserId user,
            ChatId chat,
            String text,
            @Nullable Long replyTo,
            long base,
            Bodies.@Nullable Sealer sealer) {
        try {
            return log.change(
                    (handle, entries) -> {
                        Instant at = now();
                        if (sealer != null) {
                            DraftStore.prepare(handle, chat, user, at);
                        }
                        Optional<DraftStore.Stored> row = DraftStore.lock(handle, chat, user);
                        if (row.isEmpty() || row.get().version() != base) {
                            return false;
                        }
                        int version = row.get().version();
                        var content = content(sealer, text, replyTo, user, chat, version + 1);
                        boolean changed =
                                DraftStore.replace(handle, chat, user, version, content, at);
                        if (changed) {
                            tell(entries, user, chat, version + 1);
                            if (DraftStore.count(handle, user) > Size.DRAFTS_PER_USER.value()) {
                                throw new ApiException(DraftsError.TOO_MANY_DRAFTS);
                            }
                        }
                        return changed;
                    });
        } catch (JdbiException e) {
            if (SqlState.isForeignKeyViolation(e)) {
                throw new ApiException(LogError.NOT_A_MEMBER);
            }
            throw e;
        }
    }

    private static DraftStore.Content content(
            Bodies.@Nullable Sealer sealer,
            String text,
            @Nullable Long replyTo,
            UserId user,
            ChatId chat,
            int version) {
        if (sealer == null) {
            return DraftStore.Content.NONE;
        }
        NewMessage.Body body = sealer.seal(text, Bodies.Place.draft(chat, user, version));
        return new DraftStore.Content(body.sealed(), body.keyVersion(), replyTo);
    }

    /// Empties the draft that was just sent, unless it was changed since.
    ///
    /// @param version of the draft that the message was
    public void sent(UserId user, ChatId chat, long version) {
        if (version < 1 || version > Integer.MAX_VALUE) {
            return;
        }
        log.change(
                (handle, entries) -> {
                    int sent = (int) version;
                    boolean emptied =
                            DraftStore.replace(
                                    handle, chat, user, sent, DraftStore.Content.NONE, now());
                    if (emptied) {
                        tell(entries, user, chat, sent + 1);
                    }
                    return emptied;
                });
    }

    private static void tell(UserEntries entries, UserId user, ChatId chat, int version) {
        entries.tell(user, "draft:update", Map.of("chat", chat, "version", version));
    }

    private Draft open(UserId user, DraftStore.Stored row) {
        String text =
                row.body() == null || row.keyVersion() == null
                        ? ""
                        : bodies.open(
                                row.body(),
                                row.keyVersion(),
                                Bodies.Place.draft(row.chatId(), user, row.version()));
        return new Draft(row.chatId(), row.version(), text, row.replyTo(), row.updatedAt());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
