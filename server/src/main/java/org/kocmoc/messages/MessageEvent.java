package org.kocmoc.messages;

import java.util.Arrays;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.Json;
import org.kocmoc.log.Announcement;

/// A message as live clients hear of it: `{"type", "chat", "seq", "epoch", "data": {"message":
/// …}}`, with the message as REST shows it to the same reader.
///
/// @param type [#NEW] or [#FORWARD]
public record MessageEvent(String type, long chat, long seq, long epoch, Data data) {
    /// A message that somebody wrote.
    public static final String NEW = "message:new";

    /// A message that somebody passed on from another chat.
    public static final String FORWARD = "message:forward";

    private static final byte[] END = Bytes.utf8("}}");

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
        return around(Json.write(data.message()));
    }

    /// Put together by hand, because every message that anybody hears of passes here.
    private byte[] around(byte[] message) {
        byte[] head =
                Bytes.utf8(
                        "{\"type\":\""
                                + type
                                + "\",\"chat\":"
                                + chat
                                + ",\"seq\":"
                                + seq
                                + ",\"epoch\":"
                                + epoch
                                + ",\"data\":{\"message\":");
        byte[] event = Arrays.copyOf(head, head.length + message.length + END.length);
        System.arraycopy(message, 0, event, head.length, message.length);
        System.arraycopy(END, 0, event, head.length + message.length, END.length);
        return event;
    }

    /// The event for the author's own sockets and the one for all others, of which only the
    /// idempotency key differs.
    static Announcement.Events both(Message ofSender, long epoch) {
        MessageEvent event = of(ofSender, epoch);
        RenderedMessage rendered = RenderedMessage.of(ofSender);
        return new Announcement.Events(
                event.around(rendered.json(ofSender.status(), false)),
                event.around(rendered.json(ofSender.status(), true)));
    }
}
