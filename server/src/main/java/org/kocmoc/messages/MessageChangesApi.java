package org.kocmoc.messages;

import java.util.List;
import java.util.Map;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.wire.Fields;

/// Routes on a single message.
final class MessageChangesApi {
    private final Messages messages;
    private final MessageChanges changes;

    MessageChangesApi(Messages messages, MessageChanges changes) {
        this.messages = messages;
        this.changes = changes;
    }

    List<Route> routes() {
        return List.of(
                Route.delete(
                        "/api/messages/:id",
                        Access.USER,
                        "Deletes a message for everybody",
                        this::delete),
                Route.patch(
                        "/api/messages/:id/edit",
                        Access.USER,
                        "Changes the text of an own message",
                        this::edit),
                Route.post(
                        "/api/messages/:id/forward",
                        Access.USER,
                        "Sends a copy to another chat",
                        this::forward),
                Route.post(
                        "/api/messages/:messageId/react",
                        Access.USER,
                        "Sets the own reaction",
                        this::react),
                Route.delete(
                        "/api/messages/:messageId/react",
                        Access.USER,
                        "Takes the own reaction back",
                        this::unreact));
    }

    private Response delete(Request request) {
        changes.delete(request.caller().user(), request.caller().admin(), messageId(request, "id"));
        return Response.message("Сообщение удалено");
    }

    private Response edit(Request request) {
        Fields fields = request.body(MessageError.MESSAGE_FIELDS);
        String text =
                fields.filled("text")
                        .orElseThrow(() -> new ApiException(MessageError.MESSAGE_EMPTY));
        UserId editor = request.caller().user();
        MessageId id = messageId(request, "id");
        changes.edit(editor, id, text, fields.integer("base_revision"));
        return Response.ok(Map.of("message", messages.view(editor, id)));
    }

    private Response forward(Request request) {
        Fields fields = request.body(MessageError.FORWARD_TARGET);
        long target =
                fields.integer("targetChatId")
                        .orElseThrow(() -> new ApiException(MessageError.FORWARD_TARGET));
        Message message =
                messages.forward(
                        request.caller().user(),
                        messageId(request, "id"),
                        new ChatId(target),
                        Draft.clientId(fields));
        return Response.json(201, Map.of("message", message));
    }

    private Response react(Request request) {
        String reaction =
                request.body(MessageError.REACTION_REQUIRED)
                        .filled("reaction")
                        .orElseThrow(() -> new ApiException(MessageError.REACTION_REQUIRED));
        changes.react(
                request.caller().user(), messageId(request, "messageId"), Emoji.require(reaction));
        return Response.ok(new Done(true, "Реакция добавлена"));
    }

    private Response unreact(Request request) {
        changes.unreact(request.caller().user(), messageId(request, "messageId"));
        return Response.ok(new Done(true, "Реакция удалена"));
    }

    private record Done(boolean success, String message) {}

    private static MessageId messageId(Request request, String parameter) {
        return new MessageId(request.id(parameter, MessageError.MESSAGE_NOT_FOUND));
    }
}
