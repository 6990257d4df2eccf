package org.kocmoc.client;

import java.net.URI;
import org.kocmoc.client.live.Live;
import org.kocmoc.client.model.Draft;
import org.kocmoc.client.model.Event;
import org.kocmoc.client.model.Message;
import org.kocmoc.client.outbox.Outbox;
import org.kocmoc.client.rest.Session;

/// Answers every message with its own words.
public final class EchoBot {
    private EchoBot() {}

    /// Takes the server's address, and the bot's email and password.
    public static void main(String[] arguments) {
        Session session = Kocmoc.at(URI.create(arguments[0])).signIn(arguments[1], arguments[2]);
        try (Live live = Live.open(session);
                Outbox outbox = new Outbox(live::send)) {
            for (Event event : live.events()) {
                if (event instanceof Event.OfChat entry && entry.isNewMessage()) {
                    entry.message().ifPresent(message -> answer(session, live, outbox, message));
                }
            }
        }
    }

    private static void answer(Session session, Live live, Outbox outbox, Message message) {
        boolean own = message.senderId() == null || message.senderId() == session.user();
        if (own || message.text() == null) {
            return;
        }
        live.read(message.chatId(), message.seq());
        outbox.put(message.chatId(), Draft.text(message.text()).replyingTo(message));
    }
}
