package org.kocmoc.messages;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.chats.ChatReading;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
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

    MessagesApi(ChatAccess access, Messages messages, History history, Marks marks) {
        this.access = access;
        this.messages = messages;
        this.history = history;
        this.marks = marks;
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
                        this::read));
    }

    private Response list(Request request) {
        UserId viewer = request.caller().user();
        ChatReading reading = access.asReader(viewer, chatId(request));
        int limit = (int) request.query("limit", DEFAULT_PAGE, 0, Size.PAGE_ROWS.value());
        RenderedPage.View page = history.page(reading, page(request), limit);
        return Response.bytes(200, Response.JSON, page.json()).with("ETag", page.tag());
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
        return Response.later(
                messages.offer(request.caller().user(), chatId(request), draft)
                        .thenApply(message -> Response.json(201, Map.of("message", message))));
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

    private static ChatId chatId(Request request) {
        return new ChatId(request.id("chatId", LogError.NOT_A_MEMBER));
    }
}
