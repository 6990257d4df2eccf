package org.kocmoc.chats;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;
import org.kocmoc.log.LogError;
import org.kocmoc.wire.Fields;

/// Routes of the list of chats and of single chats.
final class ChatsApi {
    /// A chat with everybody in it.
    private record WholeChat(@JsonUnwrapped Chat chat, List<Members.Participant> participants) {}

    private final Chats chats;
    private final Members members;
    private final ChatSettings settings;
    private final ChatAccess access;

    ChatsApi(Chats chats, Members members, ChatSettings settings, ChatAccess access) {
        this.settings = settings;
        this.access = access;
        this.chats = chats;
        this.members = members;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/chats", Access.USER, "Lists the own chats.", this::list),
                Route.post("/api/chats", Access.USER, "Makes a chat.", this::create),
                Route.get(
                        "/api/chats/:id", Access.USER, "Shows a chat and its members.", this::show),
                Route.put(
                        "/api/chats/:id",
                        Access.USER,
                        "Changes what one has set for a chat.",
                        this::set),
                Route.put(
                        "/api/chats/pinned",
                        Access.USER,
                        "Pins these chats in this order and no others.",
                        this::arrangePins),
                Route.post(
                        "/api/chats/saved",
                        Access.USER,
                        "Opens the chat with oneself, made at the first call.",
                        this::saved),
                Route.delete(
                        "/api/chats/:id",
                        Access.USER,
                        "Deletes an own group, leaves another's, empties a personal chat.",
                        this::delete));
    }

    /// Chats that only encrypting clients can read come with `e2ee=1`.
    private Response list(Request request) {
        boolean encrypted = request.query("e2ee").filter("1"::equals).isPresent();
        return Response.ok(Map.of("chats", chats.list(request.caller().user(), encrypted)));
    }

    private Response create(Request request) {
        UserId founder = request.caller().user();
        Chats.NewChat wanted = newChat(request);
        Chats.Created created = chats.create(founder, wanted);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("chat", created.chat());
        if (!created.isNew()) {
            body.put("message", "Чат уже существует");
            return Response.ok(body);
        }
        boolean pair = created.chat().peerId() != null;
        body.put("message", pair ? "Чат создан" : "Групповой чат создан");
        return Response.json(201, body);
    }

    private static Chats.NewChat newChat(Request request) {
        List<UserId> participants =
                request
                        .body(ChatsError.PARTICIPANTS_MISSING)
                        .integers("participantIds", Size.CHAT_MEMBERS.value())
                        .stream()
                        .map(UserId::new)
                        .toList();
        if (participants.isEmpty()) {
            throw new ApiException(ChatsError.PARTICIPANTS_MISSING);
        }
        Fields body = request.body(ChatsError.CHAT_INVALID);
        boolean personal =
                switch (body.filled("type").orElse("personal")) {
                    case "personal" -> true;
                    case "group" -> false;
                    default -> throw new ApiException(ChatsError.CHAT_TYPE_UNKNOWN);
                };
        return new Chats.NewChat(
                participants,
                personal,
                Optional.ofNullable(body.text("name", Size.NAME_CHARS.value())),
                mode(body));
    }

    private static ChatMode mode(Fields body) {
        return switch (body.filled("mode").orElse("server")) {
            case "server" -> ChatMode.SERVER;
            case "e2ee" -> ChatMode.E2EE;
            default -> throw new ApiException(ChatsError.CHAT_INVALID);
        };
    }

    private Response show(Request request) {
        UserId user = request.caller().user();
        Chat chat = chats.get(user, id(request, LogError.CHAT_NOT_FOUND));
        return Response.ok(Map.of("chat", new WholeChat(chat, members.list(user, chat.id()))));
    }

    private Response set(Request request) {
        ChatForMember member = member(request);
        ChatSettings.Change change = change(request.body(ChatsError.CHAT_INVALID));
        if (change.isEmpty()) {
            throw new ApiException(ChatsError.CHAT_NOTHING_TO_CHANGE);
        }
        settings.set(member, change);
        return Response.message("Настройки чата обновлены");
    }

    private static ChatSettings.Change change(Fields body) {
        return new ChatSettings.Change(
                body.bool("muted"),
                body.time("muted_until").orElse(null),
                body.bool("archived"),
                body.bool("pinned"),
                unread(body));
    }

    private Response arrangePins(Request request) {
        List<ChatId> wanted =
                request
                        .body(ChatsError.CHAT_INVALID)
                        .integers("chatIds", Size.CHATS_PER_USER.value())
                        .stream()
                        .map(ChatId::new)
                        .toList();
        settings.arrangePins(request.caller().user(), wanted);
        return Response.message("Закреплённые чаты обновлены");
    }

    private Response saved(Request request) {
        return Response.ok(Map.of("chat", chats.saved(request.caller().user())));
    }

    private static @Nullable Integer unread(Fields body) {
        if (!body.has("unreadCount")) {
            return null;
        }
        long count = body.integer("unreadCount").orElse(-1);
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new ApiException(ChatsError.CHAT_INVALID);
        }
        return (int) Math.min(count, Size.UNREAD_SHOWN.value());
    }

    private Response delete(Request request) {
        members.delete(member(request));
        return Response.message("Чат удалён");
    }

    private ChatForMember member(Request request) {
        return access.asMember(request.caller().user(), id(request, LogError.NOT_A_MEMBER));
    }

    private static ChatId id(Request request, LogError unknown) {
        return new ChatId(request.id("id", unknown));
    }
}
