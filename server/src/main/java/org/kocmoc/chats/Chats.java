package org.kocmoc.chats;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.JdbiException;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.db.SqlState;
import org.kocmoc.log.ChatLog;
import org.kocmoc.log.LogError;
import org.kocmoc.log.UserLog;

/// Makes chats and shows them to their members. Any thread; blocks.
final class Chats {
    /// A wish for a chat.
    ///
    /// @param participants whom to add, in any order, the founder and repetitions included or not
    /// @param personal whether a pair is wanted where the participants allow it
    /// @param name of a group
    record NewChat(
            List<UserId> participants, boolean personal, Optional<String> name, ChatMode mode) {
        /// Everybody but the founder, once each, in ascending order.
        List<UserId> others(UserId founder) {
            return participants.stream()
                    .filter(user -> !user.equals(founder))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /// A line of the list of chats.
    record Listed(@JsonUnwrapped Chat chat, @JsonUnwrapped ChatPreviews.Preview newest) {
        /// Newest message first; chats without one last, the newest chat first.
        static final Comparator<Listed> ORDER =
                Comparator.comparing(
                                (Listed line) -> line.newest().lastMessageTime(),
                                Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
                        .thenComparing(line -> line.chat().createdAt())
                        .thenComparing(line -> line.chat().id())
                        .reversed();
    }

    /// A chat and whether it was made just now.
    record Created(Chat chat, boolean isNew) {}

    private static final String UNNAMED_GROUP = "Групповой чат";

    private final Database database;
    private final ChatLog chatLog;
    private final UserLog userLog;
    private final Admission admission;
    private final ChatPreviews previews;
    private final InstantSource clock;

    Chats(
            Database database,
            ChatLog chatLog,
            UserLog userLog,
            Admission admission,
            ChatPreviews previews,
            InstantSource clock) {
        this.database = database;
        this.chatLog = chatLog;
        this.userLog = userLog;
        this.admission = admission;
        this.previews = previews;
        this.clock = clock;
    }

    /// Newest message first, then the chats without one, newest first.
    List<Listed> list(UserId user, boolean encrypted) {
        List<Chat> chats = database.read(handle -> ChatStore.list(handle, user, encrypted, now()));
        Map<ChatId, ChatPreviews.Preview> newest =
                previews.newest(
                        user,
                        chats.stream().collect(Collectors.toMap(Chat::id, Chat::visibleFromSeq)));
        return chats.stream()
                .map(
                        chat ->
                                new Listed(
                                        chat,
                                        newest.getOrDefault(chat.id(), ChatPreviews.Preview.NONE)))
                .sorted(Listed.ORDER)
                .toList();
    }

    /// A chat as the member sees it.
    Chat get(UserId user, ChatId chat) {
        return database.read(
                handle ->
                        ChatStore.find(handle, user, chat, now())
                                .orElseThrow(
                                        () ->
                                                new ApiException(
                                                        ChatStore.exists(handle, chat)
                                                                ? LogError.NOT_A_MEMBER
                                                                : LogError.CHAT_NOT_FOUND)));
    }

    /// Makes a chat, or finds the pair that exists already.
    Created create(UserId founder, NewChat wanted) {
        List<UserId> others = wanted.others(founder);
        return wanted.personal() && others.size() <= 1
                ? pair(founder, others.isEmpty() ? founder : others.getFirst(), wanted.mode())
                : new Created(get(founder, group(founder, others, wanted)), true);
    }

    /// The chat with oneself: saved messages.
    Chat saved(UserId user) {
        return pair(user, user, ChatMode.SERVER).chat();
    }

    private Created pair(UserId founder, UserId other, ChatMode mode) {
        Optional<ChatId> existing = findPair(founder, other, mode);
        if (existing.isPresent()) {
            return new Created(reopened(founder, existing.get()), false);
        }
        admission.checkFounder(founder);
        admission.check(founder, List.of(other));
        try {
            ChatId chat = insertPair(founder, other, mode);
            return new Created(get(founder, chat), true);
        } catch (JdbiException e) {
            // Somebody made the same pair meanwhile: the index lets only one of us through.
            ChatId made =
                    SqlState.isUniqueViolation(e)
                            ? findPair(founder, other, mode).orElseThrow(() -> e)
                            : refused(e);
            return new Created(reopened(founder, made), false);
        }
    }

    private ChatId insertPair(UserId founder, UserId other, ChatMode mode) {
        List<UserId> both = Stream.of(founder, other).distinct().sorted().toList();
        Instant at = now();
        return chatLog.create(
                handle -> ChatStore.insertPair(handle, founder, other, mode, at),
                (handle, log) -> {
                    MemberStore.add(handle, log.chat(), both, Role.MEMBER, 0, log.at());
                    admission.checkRoom(handle, both);
                    log.event("chat:new", founder, null, Map.of("type", "personal"));
                    log.tellAll(both, "chat:new", Map.of("chat", log.chat()));
                    return log.chat();
                });
    }

    private ChatId group(UserId founder, List<UserId> others, NewChat wanted) {
        if (others.size() >= wanted.mode().maxMembers()) {
            throw new ApiException(ChatsError.TOO_MANY_MEMBERS);
        }
        admission.checkFounder(founder);
        admission.check(founder, others);
        String name = wanted.name().filter(text -> !text.isBlank()).orElse(UNNAMED_GROUP);
        Instant at = now();
        try {
            return chatLog.create(
                    handle -> ChatStore.insertGroup(handle, founder, name, wanted.mode(), at),
                    (handle, log) -> {
                        List<UserId> owner = List.of(founder);
                        MemberStore.add(handle, log.chat(), owner, Role.OWNER, 0, log.at());
                        MemberStore.add(handle, log.chat(), others, Role.MEMBER, 0, log.at());
                        admission.checkRoom(handle, owner);
                        admission.checkRoom(handle, others);
                        log.event("chat:new", founder, null, Map.of("type", "group"));
                        log.tell(founder, "chat:new", Map.of("chat", log.chat()));
                        log.tellAll(others, "chat:new", Map.of("chat", log.chat()));
                        return log.chat();
                    });
        } catch (JdbiException e) {
            return refused(e);
        }
    }

    /// An account that vanished after it was checked is as unknown as one that never was.
    private static ChatId refused(JdbiException e) {
        if (SqlState.isForeignKeyViolation(e)) {
            throw new ApiException(ChatsError.PARTICIPANT_UNKNOWN);
        }
        throw e;
    }

    private Optional<ChatId> findPair(UserId a, UserId b, ChatMode mode) {
        return database.read(handle -> ChatStore.findPair(handle, a, b, mode));
    }

    /// Somebody who opens a chat that they deleted gets it back, empty.
    private Chat reopened(UserId user, ChatId chat) {
        userLog.change(
                (handle, log) -> {
                    boolean wasHidden = MemberStore.unhide(handle, chat, user);
                    if (wasHidden) {
                        log.tell(user, "chat:new", Map.of("chat", chat));
                    }
                    return wasHidden;
                });
        return get(user, chat);
    }

    /// Millisecond precision, so that what is stored is what clients read.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
