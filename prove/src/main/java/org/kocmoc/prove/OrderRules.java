package org.kocmoc.prove;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.model.Position;

/// One order for all readers and all ways.
final class OrderRules {
    private OrderRules() {}

    /// Each log counts 1, 2, 3 … up to its head, and its times never go back.
    static final class Gapless implements Rule {
        @Override
        public String name() {
            return "logs count without gap, repeat or backward time";
        }

        @Override
        public List<Violation> check(History history, Truth truth) {
            List<Violation> found = new ArrayList<>();
            for (Truth.Log log : truth.logs()) {
                long next = 1;
                Instant before = Instant.MIN;
                for (Truth.Entry entry : log.entries()) {
                    if (entry.seq() != next) {
                        found.add(
                                violation(
                                        "chat %d has %s where %d should be"
                                                .formatted(log.chat(), entry, next)));
                    }
                    if (entry.at().isBefore(before)) {
                        found.add(violation("chat " + log.chat() + ": time goes back at " + entry));
                    }
                    next = entry.seq() + 1;
                    before = entry.at();
                }
                if (log.head() != next - 1) {
                    found.add(
                            violation(
                                    "the head of chat %d says %d, its log ends at %d"
                                            .formatted(log.chat(), log.head(), next - 1)));
                }
            }
            return found;
        }
    }

    /// Whoever sees a place of a log, whenever and over which way, sees the same thing there.
    static final class OnePlaceOneThing implements Rule {
        private record Where(long chat, long epoch, long seq) {}

        @Override
        public String name() {
            return "a place in a log never means two things";
        }

        @Override
        public List<Violation> check(History history, Truth truth) {
            Map<Where, String> things = new HashMap<>();
            Map<Where, String> byMessage = new HashMap<>();
            Map<Where, Long> about = new HashMap<>();
            for (Truth.Log log : truth.logs()) {
                for (Truth.Entry entry : log.entries()) {
                    Where where = new Where(log.chat(), entry.epoch(), entry.seq());
                    things.put(where, entry.identity());
                    if (entry.message() != null) {
                        about.put(where, entry.message());
                    }
                    byMessage.put(new Where(log.chat(), 0, entry.seq()), entry.identity());
                }
            }
            List<Violation> found = new ArrayList<>();
            for (Fact fact : history.facts()) {
                if (fact instanceof Fact.Seen seen) {
                    Position at = seen.position();
                    Where where = new Where(seen.chat(), at.epoch(), at.seq());
                    // Whoever came after a message hears that there is an entry about one.
                    if (seen.message() != null || !truth.isOlder(seen, about.get(where))) {
                        compare(things, where, identity(seen), fact, found);
                    }
                } else {
                    compareMessages(byMessage, fact, found);
                }
            }
            return found;
        }

        private void compareMessages(
                Map<Where, String> byMessage, Fact fact, List<Violation> found) {
            switch (fact) {
                case Fact.Stored stored ->
                        compare(
                                byMessage,
                                new Where(stored.chat(), 0, stored.seq()),
                                "message/" + stored.id(),
                                fact,
                                found);
                case Fact.Paged paged ->
                        paged.places()
                                .forEach(
                                        place ->
                                                compare(
                                                        byMessage,
                                                        new Where(paged.chat(), 0, place.seq()),
                                                        "message/" + place.id(),
                                                        fact,
                                                        found));
                default -> {}
            }
        }

        private static String identity(Fact.Seen seen) {
            boolean isNew =
                    seen.type().equals("message:new") || seen.type().equals("message:forward");
            return (isNew ? "message" : seen.type())
                    + "/"
                    + (seen.message() == null ? "-" : seen.message());
        }

        private void compare(
                Map<Where, String> things,
                Where where,
                String thing,
                Fact fact,
                List<Violation> found) {
            String before = things.putIfAbsent(where, thing);
            if (before != null && !before.equals(thing)) {
                found.add(violation(where + " is " + before + ", but somebody saw " + fact));
            }
        }
    }

    /// A socket brings every entry of a stay that its user may see, in order, from where the client
    /// stood. What ended while the client was away is not brought any more.
    static final class Sockets implements Rule {
        private record Line(long user, Fact.Wire wire, long chat) {}

        @Override
        public String name() {
            return "sockets bring every entry in order";
        }

        @Override
        public List<Violation> check(History history, Truth truth) {
            Map<Line, Long> reached = new HashMap<>();
            List<Violation> found = new ArrayList<>();
            for (Fact fact : history.facts()) {
                switch (fact) {
                    case Fact.Connecting start ->
                            start.held()
                                    .forEach(
                                            (chat, seq) ->
                                                    reached.put(
                                                            new Line(
                                                                    start.user(),
                                                                    start.wire(),
                                                                    chat),
                                                            seq));
                    case Fact.Seen seen when seen.wire() != null -> {
                        Line line = new Line(seen.user(), seen.wire(), seen.chat());
                        long seq = seen.position().seq();
                        require(truth, line, reached.get(line), seq, seq - 1, fact, found);
                        reached.merge(line, seq, Math::max);
                    }
                    case Fact.Resumed resumed -> resumed(truth, resumed, reached, found);
                    default -> {}
                }
            }
            return found;
        }

        private void resumed(
                Truth truth, Fact.Resumed fact, Map<Line, Long> reached, List<Violation> found) {
            fact.heads()
                    .forEach(
                            (chat, head) -> {
                                Line line = new Line(fact.user(), fact.wire(), chat);
                                if (!fact.reloads().contains(chat)) {
                                    require(
                                            truth,
                                            line,
                                            reached.get(line),
                                            head,
                                            head,
                                            fact,
                                            found);
                                }
                                reached.merge(line, head, Math::max);
                            });
        }

        /// That a line has come to a number, if where it stood and what it has come to are of one
        /// stay.
        private void require(
                Truth truth,
                Line line,
                @Nullable Long reached,
                long now,
                long wanted,
                Fact fact,
                List<Violation> found) {
            if (reached == null || reached >= wanted) {
                return;
            }
            Optional<Membership.Stay> stay =
                    truth.log(line.chat()).flatMap(log -> log.members().stay(line.user(), reached));
            if (stay.filter(one -> one.contains(now)).isPresent()) {
                found.add(
                        violation(
                                "%s stood at %d and missed entries up to %d: %s"
                                        .formatted(line, reached, wanted, brief(fact))));
            }
        }

        private static String brief(Fact fact) {
            return fact instanceof Fact.Resumed ? "backlog incomplete" : fact.toString();
        }
    }

    /// Pages are in order, and the newest page shows what had been acknowledged before it was
    /// asked.
    static final class Pages implements Rule {
        @Override
        public String name() {
            return "pages are in order and show what was acknowledged";
        }

        @Override
        public List<Violation> check(History history, Truth truth) {
            Map<Long, NavigableMap<Long, Long>> acknowledged = acknowledged(history);
            List<Violation> found = new ArrayList<>();
            for (Fact.Paged page : history.all(Fact.Paged.class)) {
                long last = 0;
                for (Fact.Place place : page.places()) {
                    if (place.seq() <= last) {
                        found.add(violation("not ascending: " + page));
                    }
                    last = place.seq();
                }
                Map.Entry<Long, Long> before =
                        acknowledged
                                .getOrDefault(page.chat(), new TreeMap<>())
                                .lowerEntry(page.started());
                if (page.newest()
                        && before != null
                        && before.getValue() > last
                        && isVisible(truth, page, before.getValue())) {
                    found.add(
                            violation(
                                    "message %d of chat %d was acknowledged before user %d asked for the newest, which end at %d"
                                            .formatted(
                                                    before.getValue(),
                                                    page.chat(),
                                                    page.user(),
                                                    last)));
                }
            }
            return found;
        }

        /// Whether a place belongs to a stay that never ended.
        private static boolean isVisible(Truth truth, Fact.Paged page, long seq) {
            return truth.log(page.chat())
                    .map(Truth.Log::members)
                    .filter(members -> members.isMember(page.user()))
                    .flatMap(members -> members.stay(page.user(), seq))
                    .filter(stay -> stay.contains(Long.MAX_VALUE))
                    .isPresent();
        }

        /// The highest number acknowledged up to each time, for each chat.
        private static Map<Long, NavigableMap<Long, Long>> acknowledged(History history) {
            Map<Long, NavigableMap<Long, Long>> all = new HashMap<>();
            for (Fact.Stored stored : history.all(Fact.Stored.class)) {
                all.computeIfAbsent(stored.chat(), key -> new TreeMap<>())
                        .merge(stored.at(), stored.seq(), Math::max);
            }
            for (NavigableMap<Long, Long> times : all.values()) {
                long most = 0;
                for (Map.Entry<Long, Long> time : times.entrySet()) {
                    most = Math.max(most, time.getValue());
                    time.setValue(most);
                }
            }
            return all;
        }
    }
}
