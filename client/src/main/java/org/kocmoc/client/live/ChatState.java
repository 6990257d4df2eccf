package org.kocmoc.client.live;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.model.Chat;
import org.kocmoc.client.model.Counts;
import org.kocmoc.client.model.Event;
import org.kocmoc.client.model.Message;
import org.kocmoc.client.model.Position;
import org.kocmoc.client.model.SyncPage;
import org.kocmoc.client.model.WholeChat;
import tools.jackson.databind.JsonNode;

/// What a client knows of one chat at one position of its log. Immutable.
///
/// @param chat name, mode and the own settings; for counts see [#unread]
/// @param position the last entry applied
/// @param members ids and roles; empty until the chat was loaded
/// @param pins ids of pinned messages
/// @param window the newest messages
public record ChatState(
        Chat chat,
        Position position,
        Optional<Map<Long, String>> members,
        List<Long> pins,
        Window window,
        Tally tally) {
    /// Copies.
    public ChatState {
        members = members.map(Map::copyOf);
        pins = List.copyOf(pins);
    }

    /// A chat of which nothing is held but where it stands.
    static ChatState headOf(Chat chat, SyncPage.Head head) {
        return new ChatState(
                chat,
                head.position(),
                Optional.empty(),
                List.of(),
                Window.after(head.position().seq()),
                Tally.of(head.counts()));
    }

    /// Messages of others not read yet, at most 1,000.
    public int unread() {
        return tally.unread();
    }

    /// Unread messages that name the own account.
    public int mentions() {
        return tally.mentions();
    }

    /// Up to where the own account has read.
    public long readSeq() {
        return tally.readSeq();
    }

    /// Whether [#unread] and [#mentions] are exact at [#position]. Where they are not, the client
    /// has asked already.
    public boolean countsAreSure() {
        return tally.sure();
    }

    /// Whether somebody has to ask for the counts.
    boolean lacksNumbers() {
        return !tally.sure() && tally.later() == null;
    }

    /// The state after the entry that follows.
    ChatState apply(Event.OfChat event, long me) {
        Optional<Message> message = event.message();
        ChatState next =
                switch (event.type()) {
                    case "message:new", "message:forward" -> added(message, me);
                    case "message:edit" -> edited(message, me);
                    case "message:delete" -> deleted(message, event.position().seq(), me);
                    case "message:reaction" -> message.map(this::with).orElse(this);
                    case "chat:update" -> updated(event.data());
                    case "chat:member" -> membersChanged(event.data(), me);
                    default -> this;
                };
        return next.at(event.position(), me);
    }

    private ChatState at(Position next, long me) {
        return new ChatState(
                chat, next, members, pins, window, tally.reached(next.seq(), window, me));
    }

    private ChatState added(Optional<Message> message, long me) {
        return message.map(m -> with(m).with(tally.added(m, me))).orElse(this);
    }

    private ChatState edited(Optional<Message> message, long me) {
        return message.map(m -> with(m).with(tally.edited(held(m), m, me))).orElse(this);
    }

    private ChatState deleted(Optional<Message> message, long at, long me) {
        if (message.isEmpty()) {
            return with(tally.deleted(null, at, me));
        }
        Message tombstone = message.get();
        List<Long> left = pins.stream().filter(pin -> pin != tombstone.id()).toList();
        return with(tombstone).withPins(left).with(tally.deleted(tombstone, at, me));
    }

    private @Nullable Message held(Message message) {
        return window.find(message.seq()).orElse(null);
    }

    private ChatState updated(JsonNode data) {
        if (data.has("pinned")) {
            long message = data.path("message_id").asLong();
            List<Long> left = pins.stream().filter(pin -> pin != message).toList();
            boolean visible =
                    data.path("message_seq").asLong(Long.MAX_VALUE) > chat.visibleFromSeq();
            return withPins(
                    data.path("pinned").asBoolean() && visible ? prepend(message, left) : left);
        }
        return new ChatState(
                chat.described(
                        text(data, "name", chat.name()),
                        text(data, "description", chat.description()),
                        text(data, "avatar", chat.avatar())),
                position,
                members,
                pins,
                window,
                tally);
    }

    private static List<Long> prepend(long first, List<Long> rest) {
        return Stream.concat(Stream.of(first), rest.stream()).toList();
    }

    private static @Nullable String text(JsonNode data, String name, @Nullable String before) {
        if (!data.has(name)) {
            return before;
        }
        return data.hasNonNull(name) ? data.path(name).asString() : null;
    }

    private ChatState membersChanged(JsonNode data, long me) {
        String change = data.path("change").asString("");
        Map<Long, String> next = new LinkedHashMap<>(members.orElse(Map.of()));
        Chat own = chat;
        for (JsonNode user : data.path("users")) {
            switch (change) {
                case "added", "joined" -> next.put(user.asLong(), "member");
                case "left", "removed" -> next.remove(user.asLong());
                case "role" -> {
                    String role = data.path("role").asString();
                    next.put(user.asLong(), role);
                    own = user.asLong() == me ? own.withRole(role) : own;
                }
                default -> {}
            }
        }
        return new ChatState(
                own,
                position,
                members.isEmpty() ? members : Optional.of(next),
                pins,
                window,
                tally);
    }

    private ChatState with(Message message) {
        return new ChatState(chat, position, members, pins, window.with(message), tally);
    }

    private ChatState with(Tally other) {
        return new ChatState(chat, position, members, pins, window, other);
    }

    private ChatState withPins(List<Long> other) {
        return new ChatState(chat, position, members, other, window, tally);
    }

    /// With what the server counted.
    ChatState counted(Counts counts, long me) {
        return with(tally.counted(counts, position.seq(), window, me));
    }

    /// With members, pins and messages that were fetched after this state's position was told.
    ChatState loaded(Loaded fetched) {
        Map<Long, String> roles = new LinkedHashMap<>();
        fetched.whole().members().forEach(member -> roles.put(member.id(), member.role()));
        return new ChatState(
                fetched.whole().chat(),
                position,
                Optional.of(roles),
                fetched.pins(),
                window.joined(fetched.window(), position.seq()),
                tally);
    }

    /// What was fetched of a chat.
    record Loaded(WholeChat whole, Window window, List<Long> pins) {}
}
