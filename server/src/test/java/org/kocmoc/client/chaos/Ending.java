package org.kocmoc.client.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.kocmoc.client.encryption.MessageRef;
import org.kocmoc.testkit.BetweenServer;
import tools.jackson.databind.JsonNode;

/// The line is good again: everybody reads what there is, everybody can speak, and what has been
/// read is what the server accepted. One thread.
final class Ending {
    /// @param accepted messages that the server took
    /// @param receipts times that a device took a message
    /// @param failures times that it could not be read at first
    record Outcome(int accepted, int receipts, int failures) {}

    private static final int ROUNDS = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final World world;
    private final Course course;
    private final Random random;
    private int rolls;

    Ending(World world, Course course, long seed) {
        this.world = world;
        this.course = course;
        this.random = new Random(seed);
    }

    Outcome check() throws InterruptedException {
        world.line(new BetweenServer.Mischief() {});
        settle();
        // What was lost shows when somebody speaks, and heals.
        rollCall();
        settle();
        int failures = failures();
        int receipts = world.everyPhone().stream().mapToInt(Phone::receipts).sum();
        rollCall();
        settle();
        if (failures() > failures) {
            throw new Violation(
                    "at the end there are still messages that cannot be read at once: " + unread());
        }
        world.everyPhone().forEach(this::checkReading);
        world.truth().messages().forEach(this::checkRead);
        world.truth().messages().forEach(course.eavesdropper()::requireClosed);
        for (Human human : world.humans()) {
            checkUnread(human);
        }
        return new Outcome(world.truth().messages().size(), receipts, failures);
    }

    private int failures() {
        return world.everyPhone().stream().mapToInt(Phone::failures).sum();
    }

    /// Until nobody has anything left to read, to give or to ask for.
    private void settle() {
        List<Integer> moves = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<Phone> order = new ArrayList<>(world.phones());
            Collections.shuffle(order, random);
            int moved = 0;
            for (Phone phone : order) {
                course.handOver(phone);
                moved += phone.receive();
            }
            if (moved == 0 && unread().isEmpty()) {
                return;
            }
            moves.add(moved);
            // What was asked for and got no answer may be asked for again.
            world.clock().advance(Phone.PAUSE);
        }
        throw new Violation("no rest: items " + moves + ", cannot be read: " + unread());
    }

    /// What a device should read, could not, and has not read since.
    private List<String> unread() {
        List<String> all = new ArrayList<>();
        for (Phone phone : world.phones()) {
            phone.reasons()
                    .forEach(
                            (ref, reason) -> {
                                boolean due =
                                        world.truth()
                                                .find(ref)
                                                .filter(m -> world.truth().isDue(m, phone))
                                                .isPresent();
                                if (due) {
                                    all.add(
                                            phone
                                                    + " "
                                                    + course.said(ref)
                                                    + " of "
                                                    + ref
                                                    + ": "
                                                    + reason);
                                }
                            });
        }
        return all;
    }

    private void rollCall() {
        for (long chat : world.chats()) {
            for (Human human : world.members(chat)) {
                for (Phone phone : human.phones()) {
                    course.take(
                            new Step(
                                    Step.Kind.SAY,
                                    world.phones().indexOf(phone),
                                    List.copyOf(world.chats()).indexOf(chat),
                                    1_000_000 + rolls++));
                }
            }
        }
    }

    /// Every message that a device was entitled to and has stayed so was read once.
    private void checkRead(Truth.Message message) {
        Course.Said said = course.said(message.ref());
        for (Phone phone : world.phones()) {
            if (world.truth().isDue(message, phone)) {
                Phone.Read read = phone.read().get(message.ref());
                if (read == null) {
                    throw new Violation(phone + " never got " + said);
                }
            }
        }
    }

    /// Nothing was read twice, changed, out of its place in the log, or by somebody else.
    private void checkReading(Phone phone) {
        phone.read()
                .forEach(
                        (ref, read) -> {
                            if (read.times() != 1) {
                                throw new Violation(phone + " got " + read);
                            }
                            if (!read.text().equals(course.said(ref).text())) {
                                throw new Violation(phone + " got something else: " + read);
                            }
                            checkPlace(phone, ref, read);
                        });
    }

    private void checkPlace(Phone phone, MessageRef ref, Phone.Read read) {
        List<Truth.Message> accepted = world.truth().accepted(ref);
        if (accepted.stream().noneMatch(m -> m.seq() == read.seq())) {
            throw new Violation(phone + " has " + read + " in another place than the log");
        }
        if (accepted.stream().noneMatch(m -> m.may().contains(phone.address()))) {
            throw new Violation(phone + " read what was not for it: " + read);
        }
    }

    // --- unread ------------------------------------------------------------------------------

    /// The server's number is what a device counts that has read up to somewhere.
    private void checkUnread(Human human) throws InterruptedException {
        Phone phone = human.phones().getFirst();
        for (long chat : world.chats()) {
            if (!world.truth().people(chat).contains(human.id())) {
                continue;
            }
            JsonNode shown = shown(phone, chat);
            long last = shown.path("last_seq").asLong();
            long upTo = Math.max(shown.path("read_seq").asLong(), last - 1 - random.nextInt(20));
            phone.session().messages().read(chat, upTo);
            long counted =
                    world.truth().messages().stream()
                            .filter(m -> m.chat() == chat && m.seq() > upTo)
                            .filter(m -> m.must().contains(phone.address()))
                            .filter(m -> m.ref().sender().userId() != human.id())
                            .count();
            long told = unread(phone, chat, upTo);
            if (told != counted) {
                throw new Violation(
                        "%s has %d unread and is told of %d".formatted(human, counted, told));
            }
        }
    }

    /// Marks are written within a second.
    private static long unread(Phone phone, long chat, long upTo) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            JsonNode shown = shown(phone, chat);
            if (shown.path("read_seq").asLong() >= upTo) {
                return shown.path("unread_count").asLong();
            }
            Thread.sleep(50);
        }
        throw new Violation(phone + " is not believed to have read up to " + upTo);
    }

    private static JsonNode shown(Phone phone, long chat) {
        for (JsonNode one : phone.session().call("GET", "/api/chats?e2ee=1", null).path("chats")) {
            if (one.path("id").asLong() == chat) {
                return one;
            }
        }
        throw new Violation(phone + " is not shown chat " + chat);
    }
}
