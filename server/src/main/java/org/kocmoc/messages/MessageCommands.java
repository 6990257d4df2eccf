package org.kocmoc.messages;

import java.util.List;
import java.util.Map;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.ErrorCode;
import org.kocmoc.base.MessageId;
import org.kocmoc.log.LogError;
import org.kocmoc.wire.Caller;
import org.kocmoc.wire.Command;
import org.kocmoc.wire.Fields;

/// Commands on messages: what the routes do, over the socket.
final class MessageCommands {
    private final Messages messages;
    private final MessageChanges changes;

    MessageCommands(Messages messages, MessageChanges changes) {
        this.messages = messages;
        this.changes = changes;
    }

    List<Command> commands() {
        return List.of(
                new Command("message:send", this::send),
                new Command("message:edit", this::edit),
                new Command("message:delete", this::delete),
                new Command("message:react", this::react),
                new Command("message:forward", this::forward));
    }

    private Object send(Caller caller, Fields fields) {
        return Map.of("message", messages.send(caller.user(), chat(fields), Draft.read(fields)));
    }

    private Object edit(Caller caller, Fields fields) {
        MessageId id = message(fields);
        changes.edit(
                caller.user(),
                id,
                fields.filled("text")
                        .orElseThrow(() -> new ApiException(MessageError.MESSAGE_EMPTY)),
                fields.integer("base_revision"));
        return Map.of("message", messages.view(caller.user(), id));
    }

    private Object delete(Caller caller, Fields fields) {
        changes.delete(caller.user(), caller.admin(), message(fields));
        return Map.of();
    }

    private Object react(Caller caller, Fields fields) {
        String reaction = fields.filled("reaction").orElse("");
        if (reaction.isEmpty()) {
            changes.unreact(caller.user(), message(fields));
        } else {
            changes.react(caller.user(), message(fields), Emoji.require(reaction));
        }
        return Map.of();
    }

    private Object forward(Caller caller, Fields fields) {
        return Map.of(
                "message",
                messages.forward(
                        caller.user(), message(fields), chat(fields), Draft.clientId(fields)));
    }

    private static ChatId chat(Fields fields) {
        return new ChatId(id(fields, "chat", LogError.NOT_A_MEMBER));
    }

    private static MessageId message(Fields fields) {
        return new MessageId(id(fields, "message", MessageError.MESSAGE_NOT_FOUND));
    }

    private static long id(Fields fields, String name, ErrorCode unknown) {
        return fields.integer(name).orElseThrow(() -> new ApiException(unknown));
    }
}
