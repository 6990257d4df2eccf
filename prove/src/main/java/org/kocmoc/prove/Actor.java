package org.kocmoc.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kocmoc.client.live.ChatState;
import org.kocmoc.client.live.Live;
import org.kocmoc.client.model.Message;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.client.wire.UnreachableException;

/// One simulated user who does one thing after the other, chosen by the seed. One thread.
final class Actor {
    private static final List<String> EMOJI = List.of("👍", "❤️", "😀", "🎉");

    private static final List<Sender.Way> WAYS =
            List.of(Sender.Way.SOCKET, Sender.Way.HTTP, Sender.Way.OUTBOX);

    /// What to do and how often of a hundred times.
    private record Habit(int weight, String name, Act act) {}

    @FunctionalInterface
    private interface Act {
        void on(long chat, ChatState state) throws InterruptedException;
    }

    private final Session session;
    private final Device device;
    private final ChatLayout layout;
    private final History history;
    private final SplittableRandom random;
    private final Sender sender;
    private final List<Habit> habits;

    Actor(
            Session session,
            Device device,
            ChatLayout layout,
            History history,
            SplittableRandom random) {
        this.session = session;
        this.device = device;
        this.layout = layout;
        this.history = history;
        this.random = random;
        this.sender = new Sender(session, device, history);
        Reader reader = new Reader(session, device, history, random);
        this.habits =
                List.of(
                        new Habit(38, "sends", this::send),
                        new Habit(4, "sends, twice at once", this::sendTwice),
                        new Habit(9, "edits", this::edit),
                        new Habit(4, "deletions", this::delete),
                        new Habit(9, "reactions", this::react),
                        new Habit(12, "read marks", reader::read),
                        new Habit(7, "pages", reader::page),
                        new Habit(3, "syncs", reader::sync),
                        new Habit(2, "forwards", this::forward),
                        new Habit(5, "members changed", this::changeMembers),
                        new Habit(2, "chat changes", this::changeChat),
                        new Habit(2, "typing", this::type),
                        new Habit(1, "times offline", this::goOffline),
                        new Habit(2, "drops", (chat, state) -> live().drop()));
    }

    private Live live() {
        return device.live();
    }

    Sender sender() {
        return sender;
    }

    Device device() {
        return device;
    }

    Session session() {
        return session;
    }

    /// Acts until told to stop.
    void run(AtomicBoolean stop) {
        try {
            while (!stop.get()) {
                Thread.sleep(random.nextLong(5, 60));
                Habit habit = choose();
                act(habit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Habit choose() {
        int dice = random.nextInt(habits.stream().mapToInt(Habit::weight).sum());
        for (Habit habit : habits) {
            dice -= habit.weight();
            if (dice < 0) {
                return habit;
            }
        }
        return habits.getFirst();
    }

    private void act(Habit habit) throws InterruptedException {
        List<Map.Entry<Long, ChatState>> chats =
                new ArrayList<>(
                        live().state().chats().entrySet().stream()
                                .filter(entry -> layout.founders().containsKey(entry.getKey()))
                                .sorted(Map.Entry.comparingByKey())
                                .toList());
        if (chats.isEmpty()) {
            return;
        }
        Map.Entry<Long, ChatState> chosen = chats.get(random.nextInt(chats.size()));
        try {
            habit.act().on(chosen.getKey(), chosen.getValue());
            history.count(habit.name());
        } catch (RefusedException e) {
            history.count("refused: " + e.code());
            history.add(new Fact.Refused(session.user(), habit.name(), e.status(), e.code()));
        } catch (UnreachableException e) {
            history.count("unanswered");
            history.add(new Fact.Unanswered(session.user(), habit.name()));
        }
    }

    private void send(long chat, ChatState state) {
        sender.send(chat, text(state), WAYS.get(random.nextInt(WAYS.size())));
    }

    private void sendTwice(long chat, ChatState state) throws InterruptedException {
        sender.sendTwice(chat, text(state));
    }

    private String text(ChatState state) {
        List<Long> members = state.members().map(m -> List.copyOf(m.keySet())).orElse(List.of());
        return members.isEmpty() || random.nextInt(5) > 0
                ? "words of " + session.user()
                : "hello <@" + members.get(random.nextInt(members.size())) + ">";
    }

    private void edit(long chat, ChatState state) {
        Optional<Message> own = own(state);
        if (own.isPresent()) {
            Message message = own.get();
            String text = text(state) + ", better";
            Message after =
                    random.nextBoolean()
                            ? live().edit(message.id(), text, message.revision())
                            : session.messages().edit(message.id(), text, message.revision());
            history.add(
                    new Fact.Changed(session.user(), chat, after.seq(), after.revision(), false));
        }
    }

    private void delete(long chat, ChatState state) {
        Optional<Message> own = own(state);
        if (own.isPresent()) {
            if (random.nextBoolean()) {
                live().delete(own.get().id());
            } else {
                session.messages().delete(own.get().id());
            }
            history.add(new Fact.Changed(session.user(), chat, own.get().seq(), 0, true));
        }
    }

    private void react(long chat, ChatState state) {
        Optional<Message> any = any(state);
        if (any.isEmpty()) {
            return;
        }
        String reaction = random.nextInt(4) == 0 ? "" : EMOJI.get(random.nextInt(EMOJI.size()));
        if (random.nextBoolean()) {
            live().react(any.get().id(), reaction);
        } else if (reaction.isEmpty()) {
            session.messages().unreact(any.get().id());
        } else {
            session.messages().react(any.get().id(), reaction);
        }
    }

    private void forward(long chat, ChatState state) {
        Optional<Message> any = any(state);
        if (any.isPresent()) {
            List<Long> targets = List.copyOf(live().state().chats().keySet());
            sender.forward(any.get(), targets.get(random.nextInt(targets.size())));
        }
    }

    /// Owners add and remove, others leave.
    private void changeMembers(long chat, ChatState state) {
        Long own = layout.ownGroup().get(session.user());
        if (own != null && random.nextInt(4) > 0) {
            List<Long> others =
                    layout.users().stream().filter(user -> user != session.user()).toList();
            long other = others.get(random.nextInt(others.size()));
            boolean isMember =
                    live().state()
                            .chat(own)
                            .flatMap(ChatState::members)
                            .filter(members -> members.containsKey(other))
                            .isPresent();
            if (isMember) {
                session.chats().remove(own, other);
            } else {
                session.chats().add(own, List.of(other));
            }
        } else if (own == null || chat != own) {
            if (state.chat().type().equals("group")) {
                session.chats().leave(chat);
            }
        }
    }

    private void changeChat(long chat, ChatState state) {
        Long own = layout.ownGroup().get(session.user());
        Optional<Message> any = any(state);
        if (any.isEmpty() || own == null || own != chat) {
            return;
        }
        switch (random.nextInt(3)) {
            case 0 -> session.chats().rename(chat, "Group " + random.nextInt(1_000));
            case 1 -> session.chats().pin(chat, any.get().id());
            default -> {
                if (!state.pins().isEmpty()) {
                    session.chats().unpin(chat, state.pins().getFirst());
                }
            }
        }
    }

    private void type(long chat, ChatState state) {
        live().typing(chat, random.nextBoolean());
    }

    private void goOffline(long chat, ChatState state) throws InterruptedException {
        live().goOffline();
        Thread.sleep(random.nextLong(200, 4_000));
        live().goOnline();
    }

    private Optional<Message> own(ChatState state) {
        return choose(
                state.window().messages().stream()
                        .filter(message -> !message.deleted())
                        .filter(
                                message ->
                                        message.senderId() != null
                                                && message.senderId() == session.user())
                        .toList());
    }

    private Optional<Message> any(ChatState state) {
        return choose(
                state.window().messages().stream().filter(message -> !message.deleted()).toList());
    }

    private Optional<Message> choose(List<Message> messages) {
        return messages.isEmpty()
                ? Optional.empty()
                : Optional.of(messages.get(random.nextInt(messages.size())));
    }
}
