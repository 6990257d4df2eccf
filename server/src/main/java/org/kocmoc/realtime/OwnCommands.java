package org.kocmoc.realtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;
import org.kocmoc.log.LogError;
import org.kocmoc.presence.Typing;
import org.kocmoc.streams.Backlog;
import org.kocmoc.wire.Fields;

/// Commands about the socket itself rather than about data: they need to know which one it is. Any
/// thread; may block.
final class OwnCommands {
    /// All of them.
    static final List<String> NAMES =
            List.of("ping", "presence:watch", "typing:start", "typing:stop");

    private final Typing typing;
    private final Watching watching;
    private final Backlog backlog;

    OwnCommands(Typing typing, Watching watching, Backlog backlog) {
        this.typing = typing;
        this.watching = watching;
        this.backlog = backlog;
    }

    /// Carries the command out; empty if the name is none of these.
    Optional<Object> answer(Connection connection, Member member, String name, Fields fields) {
        return switch (name) {
            case "ping" -> Optional.of(Map.of());
            case "presence:watch" -> Optional.of(watch(connection, member, fields));
            case "typing:start" -> {
                typing.start(chat(connection, member, fields), member.user());
                yield Optional.of(Map.of());
            }
            case "typing:stop" -> {
                typing.stop(chat(connection, member, fields), member.user());
                yield Optional.of(Map.of());
            }
            default -> Optional.empty();
        };
    }

    private Map<String, Object> watch(Connection connection, Member member, Fields fields) {
        List<UserId> users =
                fields.integers("users", Size.WATCHED_USERS.value()).stream()
                        .map(UserId::new)
                        .toList();
        return Map.of("users", watching.watch(connection, member.user(), users));
    }

    /// A chat that the client can read. Its socket listens to it, but for a moment after the member
    /// came: then the database knows better.
    private ChatId chat(Connection connection, Member member, Fields fields) {
        ChatId chat =
                new ChatId(
                        fields.integer("chat")
                                .orElseThrow(() -> new ApiException(SocketError.BAD_FIELD)));
        if (!connection.followed().chats().contains(chat) && !isReader(member, chat)) {
            throw new ApiException(LogError.NOT_A_MEMBER);
        }
        return chat;
    }

    private boolean isReader(Member member, ChatId chat) {
        Backlog.MemberHead head = backlog.headForMember(member.user(), chat);
        return head != null && head.isFor(member.encrypted());
    }
}
