package org.kocmoc.messages;

import org.kocmoc.base.Json;

/// A message as live clients hear of it: `{"type", "chat", "seq", "epoch", "data": {"message":
/// …}}`, with the message as REST shows it to the same reader.
///
/// @param type [#NEW] or [#FORWARD]
public record MessageEvent(String type, long chat, long seq, long epoch, Data data) {
    /// A message that somebody wrote.
    public static final String NEW = "message:new";

    /// A message that somebody passed on from another chat.
    public static final String FORWARD = "message:forward";

    /// What the event carries.
    public record Data(Message message) {}

    /// The event of a message.
    public static MessageEvent of(Message message, long epoch) {
        return new MessageEvent(
                message.forwardedFrom() == null ? NEW : FORWARD,
                message.chatId(),
                message.seq(),
                epoch,
                new Data(message));
    }

    /// The event in UTF-8.
    public byte[] json() {
        return Json.write(this);
    }
}
