package org.kocmoc.client.live;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.kocmoc.client.model.Draft;
import org.kocmoc.client.model.Message;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.Connection;
import org.kocmoc.client.wire.Ending;
import org.kocmoc.client.wire.Json;
import tools.jackson.databind.JsonNode;

/// One account's socket, kept open: it reconnects as the close code asks, resumes where it was,
/// closes gaps, and holds the local [State].
///
///     try (Live live = Live.open(session)) {
///         for (Event event : live.events()) { … }
///     }
///
/// Any thread; blocks. One thread of its own receives, applies and reconnects; commands wait on the
/// caller's thread for a connection and for their answer.
public final class Live implements AutoCloseable {
    /// How long a command waits for a connection.
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Link link;

    private Live(Link link) {
        this.link = link;
    }

    /// Connects and goes on connecting until closed or sent away.
    public static Live open(Session session) {
        return open(session, LiveOptions.USUAL);
    }

    /// The same with options.
    public static Live open(Session session, LiveOptions options) {
        Link link = new Link(session, options);
        link.start();
        return new Live(link);
    }

    // --- looking -----------------------------------------------------------------------------

    /// What is known at this moment.
    public State state() {
        return link.state();
    }

    /// Events from now on.
    public EventStream events() {
        return link.subscribe();
    }

    /// Whether the socket is open and everything missed has been applied.
    public boolean isCaughtUp() {
        return link.isCaughtUp();
    }

    /// Waits until the socket is open and everything missed has been applied; whether it came so.
    public boolean awaitCaughtUp(Duration patience) {
        return link.awaitCaughtUp(patience);
    }

    /// Waits until the state is as wished; whether it came so.
    public boolean await(Predicate<State> wish, Duration patience) {
        return link.await(wish, patience);
    }

    /// How the server sent this client away for good; empty while it has not.
    public Optional<Ending> sentAway() {
        return link.over().isDone() && !link.isClosed()
                ? Optional.of(link.over().join())
                : Optional.empty();
    }

    // --- doing -------------------------------------------------------------------------------

    /// Sends a command of the protocol and returns what is in `ok`.
    ///
    /// @throws RefusedException if the server refused it
    /// @throws UnreachableException if there was no connection or no answer: whether it was carried
    ///   out is unknown
    public JsonNode command(String type, Map<String, ?> fields) {
        return link.connection(PATIENCE).command(type, fields);
    }

    /// Sends a message; the same draft again gives the message that the first send stored. An
    /// [Outbox] repeats by itself.
    public Message send(long chat, Draft draft) {
        Map<String, Object> fields = new LinkedHashMap<>(draft.fields());
        fields.put("chat", chat);
        return message(command("message:send", fields));
    }

    /// Changes the text of an own message; see [MessageCalls#edit].
    public Message edit(long message, String text, int baseRevision) {
        return message(
                command(
                        "message:edit",
                        Map.of("message", message, "text", text, "base_revision", baseRevision)));
    }

    /// Deletes a message for everybody.
    public void delete(long message) {
        command("message:delete", Map.of("message", message));
    }

    /// Sets the own reaction, one emoji; the empty text takes it back.
    public void react(long message, String reaction) {
        command("message:react", Map.of("message", message, "reaction", reaction));
    }

    /// Sends a copy of a message to a chat.
    public Message forward(long message, long chat, String clientId) {
        return message(
                command(
                        "message:forward",
                        Map.of("message", message, "chat", chat, "client_id", clientId)));
    }

    /// Marks everything up to a number as read; never goes backwards. The server writes it within a
    /// second and tells all own devices, this one too, by an event that moves the counts.
    public void read(long chat, long seq) {
        command("chat:read", Map.of("chat", chat, "seq", seq));
    }

    /// Tells the others up to where this device has received.
    public void delivered(long chat, long seq) {
        command("chat:delivered", Map.of("chat", chat, "seq", seq));
    }

    /// Tells the others that the user types, or stopped.
    public void typing(long chat, boolean on) {
        command(on ? "typing:start" : "typing:stop", Map.of("chat", chat));
    }

    /// Fetches members, pins and the newest messages of a chat into the state. Chats that were
    /// there before this client start with neither; chats that come later are loaded by themselves.
    public void load(long chat) {
        link.onEngine(engine -> engine.load(chat));
    }

    private static Message message(JsonNode answer) {
        return Json.as(answer.path("message"), Message.class);
    }

    /// Closes the socket and stays away until [#goOnline]; state and streams stay.
    public void goOffline() {
        link.goOffline();
    }

    /// Connects again and resumes.
    public void goOnline() {
        link.goOnline();
    }

    /// Drops the line as a broken network would; the client reconnects by itself.
    public void drop() {
        Connection open = link.present();
        if (open != null) {
            open.abort("dropped");
        }
    }

    /// Says goodbye and ends all streams.
    @Override
    public void close() {
        link.close();
    }
}
