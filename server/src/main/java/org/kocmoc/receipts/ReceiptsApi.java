package org.kocmoc.receipts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.db.Database;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;
import org.kocmoc.log.LogError;

/// Routes that tell who has read a message, and why a chat has so many unread ones.
final class ReceiptsApi {
    private static final int DEFAULT_PAGE = 50;

    private final Database database;
    private final ChatAccess access;

    ReceiptsApi(Database database, ChatAccess access) {
        this.database = database;
        this.access = access;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/messages/:id/reads",
                        Access.USER,
                        "Shows who has received and read an own message.",
                        this::reads),
                Route.get(
                        "/api/chats/:id/unread/explain",
                        Access.USER,
                        "Explains the number of unread messages of a chat.",
                        this::explain));
    }

    private Response reads(Request request) {
        UserId user = request.caller().user();
        ReceiptStore.Place place = ownMessage(user, request);
        long after = request.query("after", 0, 0, Long.MAX_VALUE);
        int limit = (int) request.query("limit", DEFAULT_PAGE, 1, Size.PAGE_ROWS.value());
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        database.read(
                handle -> {
                    List<ReceiptStore.Reader> readers =
                            ReceiptStore.readers(handle, place, after, limit);
                    body.put("readers", readers);
                    body.put("next", readers.size() < limit ? null : readers.getLast().id());
                    return body.put("totals", ReceiptStore.totals(handle, place));
                });
        return Response.ok(body);
    }

    /// The place of a message that the user wrote and may still see.
    private ReceiptStore.Place ownMessage(UserId user, Request request) {
        MessageId id = new MessageId(request.id("id", ReceiptsError.RECEIPT_UNKNOWN));
        ReceiptStore.Place place =
                database.read(handle -> ReceiptStore.place(handle, id))
                        .orElseThrow(() -> new ApiException(ReceiptsError.RECEIPT_UNKNOWN));
        if (access.asMember(user, place.chatId()).visibleFromSeq() >= place.seq()) {
            throw new ApiException(ReceiptsError.RECEIPT_UNKNOWN);
        }
        if (!user.equals(place.senderId())) {
            throw new ApiException(ReceiptsError.RECEIPT_NOT_YOURS);
        }
        return place;
    }

    private Response explain(Request request) {
        UserId user = request.caller().user();
        ChatId chat = new ChatId(request.id("id", LogError.NOT_A_MEMBER));
        access.asMember(user, chat);
        UnreadParts parts = database.read(handle -> ReceiptStore.unread(handle, chat, user));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(
                "unread_count",
                Math.min(Size.UNREAD_SHOWN.value(), parts.setByHand() + parts.counted()));
        body.put("parts", parts);
        return Response.ok(body);
    }
}
