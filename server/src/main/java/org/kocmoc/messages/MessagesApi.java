package org.kocmoc.messages;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.kocmoc.log.LogError;
import org.kocmoc.marks.Marks;
import org.kocmoc.wire.Numbers;

/// Routes on the messages of a chat.
final class MessagesApi {
    private static final int DEFAULT_PAGE = 50;

    private final ChatAccess access;
    private final Messages messages;
    private final History history;
    private final Marks marks;
    private final MessageSearch search;
    private final MessageViews views;
    private final RateLimiter limiter;

    MessagesApi(
            ChatAccess access,
            Messages messages,
            History history,
            Marks marks,
            MessageSearch search,
            MessageViews views,
            RateLimiter limiter) {
        this.access = access;
        this.messages = messages;
        this.history = history;
        this.marks = marks;
        this.search = search;
        this.views = views;
        this.limiter = limiter;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/messages/:chatId",
                        Access.USER,
                        "A page of a chat's messages, oldest first",
                        this::list),
                Route.post("/api/messages/:chatId", Access.USER, "Sends a message", this::send),
                Route.put(
                        "/api/messages/:chatId/read",
                        Access.USER,
                        "Marks messages as read, up to the newest or a given one",
                        this::read),
                Route.get(
                        "/api/messages/:chatId/search",
                        Access.USER,
                        "Finds a text in a chat",
                        this::search));
    }

    private Response list(Request request) {
        UserId viewer = request.caller().user();
        ChatForMember chat = access.asMember(viewer, chatId(request));
        int limit = (int) request.query("limit", DEFAULT_PAGE, 0, Size.PAGE_ROWS.value());
        List<Message> page = history.page(chat, viewer, page(request), limit);
        return Response.ok(Map.of("messages", page));
    }

    private static History.Page page(Request request) {
        Optional<Long> before = request.query("before").flatMap(Numbers::parse);
        Optional<Long> after = request.query("after").flatMap(Numbers::parse);
        if (before.isPresent()) {
            return new History.Page.Before(before.get());
        }
        if (after.isPresent()) {
            return new History.Page.After(after.get());
        }
        // Whoever counts pages counts from the oldest; whoever just opens a chat wants the newest.
        return request.query("limit").isPresent() || request.query("offset").isPresent()
                ? new History.Page.Offset(request.query("offset", 0, 0, Integer.MAX_VALUE))
                : new History.Page.Newest();
    }

    private Response send(Request request) {
        Draft draft = Draft.read(request.body(MessageError.MESSAGE_FIELDS));
        Message message = messages.send(request.caller().user(), chatId(request), draft);
        return Response.json(201, Map.of("message", message));
    }

    private Response read(Request request) {
        UserId reader = request.caller().user();
        ChatForMember chat = access.asMember(reader, chatId(request));
        long upTo =
                request.body(MessageError.MESSAGE_FIELDS)
                        .integer("up_to_seq")
                        .orElse(Long.MAX_VALUE);
        marks.read(chat.chat(), reader, upTo);
        return Response.message("Сообщения помечены как прочитанные");
    }

    private Response search(Request request) {
        String query = request.query("q").orElse("");
        if (query.length() < Size.SEARCH_MIN_CHARS.value()
                || query.length() > Size.SEARCH_QUERY_CHARS.value()) {
            throw new ApiException(MessageError.SEARCH_TOO_SHORT);
        }
        UserId viewer = request.caller().user();
        ChatForMember chat = access.asMember(viewer, chatId(request));
        limiter.take(Rate.SEARCH_PER_USER, viewer.toString());
        return Response.ok(
                Map.of(
                        "messages",
                        search.find(chat, query).stream()
                                .map(row -> views.view(row, MessageViews.Context.NONE, viewer))
                                .map(MessagesApi::found)
                                .toList()));
    }

    private static Map<String, Object> found(Message message) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", message.id());
        item.put("text", message.text());
        item.put("created_at", message.createdAt());
        item.put("sender_id", message.senderId());
        item.put("sender_name", message.senderName());
        item.put("sender_avatar", message.senderAvatar());
        item.put("seq", message.seq());
        return item;
    }

    private static ChatId chatId(Request request) {
        return new ChatId(request.id("chatId", LogError.NOT_A_MEMBER));
    }
}
