package org.kocmoc.prove;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.kocmoc.client.model.Counts;

/// Unread numbers are right, whenever and however they are told.
final class CountRules {
    private static final int CAP = 1_000;

    private CountRules() {}

    /// Every number told equals a recount of the log as it stood then.
    static final class Unread implements Rule {
        @Override
        public String name() {
            return "unread equals a recount";
        }

        @Override
        public List<Violation> check(History history, Truth truth) {
            Map<Long, Map<Long, Long>> deletions = deletions(truth);
            List<Violation> found = new ArrayList<>();
            for (Fact.Counted told : history.all(Fact.Counted.class)) {
                Counts counts = told.counts();
                truth.log(told.chat())
                        .flatMap(
                                log ->
                                        log.members()
                                                .stay(told.user(), counts.at())
                                                .map(stay -> recount(log, stay, told, deletions)))
                        .filter(number -> number != counts.unread())
                        .ifPresent(
                                number ->
                                        found.add(
                                                violation(
                                                        "%s, but a recount gives %d"
                                                                .formatted(told, number))));
            }
            return found;
        }

        /// Where each message of each chat was deleted.
        private static Map<Long, Map<Long, Long>> deletions(Truth truth) {
            Map<Long, Map<Long, Long>> all = new HashMap<>();
            for (Truth.Log log : truth.logs()) {
                Map<Long, Long> ofChat = new HashMap<>();
                for (Truth.Entry entry : log.entries()) {
                    if (entry.type().equals("message:delete") && entry.message() != null) {
                        ofChat.put(entry.message(), entry.seq());
                    }
                }
                all.put(log.chat(), ofChat);
            }
            return all;
        }

        private static int recount(
                Truth.Log log,
                Membership.Stay stay,
                Fact.Counted told,
                Map<Long, Map<Long, Long>> deletions) {
            long at = told.counts().at();
            long above = Math.max(told.counts().readSeq(), stay.from() - 1);
            Map<Long, Long> deleted = deletions.getOrDefault(log.chat(), Map.of());
            long number =
                    log.entries().stream()
                            .filter(Truth.Entry::isMessage)
                            .filter(entry -> entry.seq() > above && entry.seq() <= at)
                            .filter(entry -> !Objects.equals(entry.actor(), told.user()))
                            .filter(
                                    entry ->
                                            deleted.getOrDefault(entry.message(), Long.MAX_VALUE)
                                                    > at)
                            .count();
            return (int) Math.min(number, CAP);
        }
    }

    /// A read mark, told twice to one socket, has not gone back meanwhile.
    static final class ReadMarks implements Rule {
        private record Line(long user, long chat, String by, Membership.Stay stay) {}

        @Override
        public String name() {
            return "read marks never go back";
        }

        @Override
        public List<Violation> check(History history, Truth truth) {
            Map<Line, Counts> before = new HashMap<>();
            List<Violation> found = new ArrayList<>();
            for (Fact.Counted told : history.all(Fact.Counted.class)) {
                truth.log(told.chat())
                        .flatMap(log -> log.members().stay(told.user(), told.counts().at()))
                        .map(stay -> new Line(told.user(), told.chat(), told.by(), stay))
                        .ifPresent(
                                line -> {
                                    Counts last = before.put(line, told.counts());
                                    if (last != null && last.readSeq() > told.counts().readSeq()) {
                                        found.add(violation(line + ": " + last + ", then " + told));
                                    }
                                });
            }
            return found;
        }
    }
}
