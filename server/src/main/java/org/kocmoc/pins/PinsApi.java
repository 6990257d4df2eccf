package org.kocmoc.pins;

import java.util.List;
import java.util.Map;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.log.LogError;

/// Routes of pins.
final class PinsApi {
    private static final String PINS = "/api/chats/:id/pins";
    private static final String PIN = "/api/chats/:id/pins/:messageId";

    private final Pins pins;

    PinsApi(Pins pins) {
        this.pins = pins;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PINS, Access.USER, "Lists the pinned messages of a chat.", this::list),
                Route.put(PIN, Access.USER, "Pins a message.", this::pin),
                Route.delete(PIN, Access.USER, "Unpins a message.", this::unpin));
    }

    private Response list(Request request) {
        return Response.ok(Map.of("pins", pins.list(request.caller().user(), chat(request))));
    }

    private Response pin(Request request) {
        pins.pin(request.caller().user(), chat(request), message(request));
        return Response.message("Сообщение закреплено");
    }

    private Response unpin(Request request) {
        pins.unpin(request.caller().user(), chat(request), message(request));
        return Response.message("Сообщение откреплено");
    }

    private static ChatId chat(Request request) {
        return new ChatId(request.id("id", LogError.NOT_A_MEMBER));
    }

    private static MessageId message(Request request) {
        return new MessageId(request.id("messageId", PinsError.PIN_UNKNOWN));
    }
}
