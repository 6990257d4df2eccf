package org.kocmoc.prove;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Nothing acknowledged is lost, nothing is doubled.
final class LossRules {
    private LossRules() {}

    /// What the server said it had stored, it has.
    static final class Acknowledged implements Rule {
        @Override
        public String name() {
            return "acknowledged sends are kept";
        }

        @Override
        public List<Violation> check(History history, Truth truth) {
            List<Violation> found = new ArrayList<>();
            for (Fact.Stored stored : history.all(Fact.Stored.class)) {
                boolean kept =
                        truth.message(stored.id())
                                .filter(row -> row.chat() == stored.chat())
                                .filter(row -> row.seq() == stored.seq())
                                .isPresent();
                if (!kept) {
                    found.add(violation("lost: " + stored));
                }
            }
            return found;
        }
    }

    /// An edit that was acknowledged is there or was followed by a newer one; a deletion stays.
    static final class Changes implements Rule {
        @Override
        public String name() {
            return "acknowledged changes are kept";
        }

        @Override
        public List<Violation> check(History history, Truth truth) {
            Map<Fact.Place, Truth.Row> rows = new HashMap<>();
            for (Truth.Log log : truth.logs()) {
                for (Truth.Entry entry : log.entries()) {
                    if (entry.isMessage() && entry.message() != null) {
                        truth.message(entry.message())
                                .ifPresent(
                                        row ->
                                                rows.put(
                                                        new Fact.Place(row.seq(), row.chat()),
                                                        row));
                    }
                }
            }
            List<Violation> found = new ArrayList<>();
            for (Fact.Changed changed : history.all(Fact.Changed.class)) {
                Truth.Row row = rows.get(new Fact.Place(changed.seq(), changed.chat()));
                boolean kept =
                        row != null
                                && (row.deleted()
                                        || (!changed.deleted()
                                                && row.revision() >= changed.revision()));
                if (!kept) {
                    found.add(violation("undone: " + changed + ", now " + row));
                }
            }
            return found;
        }
    }

    /// One message per key, and every repeat gets the first result.
    static final class Once implements Rule {
        private record Key(long chat, long user, String key) {}

        @Override
        public String name() {
            return "no send is stored twice";
        }

        @Override
        public List<Violation> check(History history, Truth truth) {
            List<Violation> found = new ArrayList<>();
            for (Truth.Log log : truth.logs()) {
                Set<Key> keys = new HashSet<>();
                for (Truth.Entry entry : log.entries()) {
                    if (entry.isMessage()
                            && entry.actor() != null
                            && entry.key() != null
                            && !keys.add(new Key(log.chat(), entry.actor(), entry.key()))) {
                        found.add(violation("stored twice in chat " + log.chat() + ": " + entry));
                    }
                }
            }
            Map<Key, Fact.Stored> first = new HashMap<>();
            for (Fact.Stored stored : history.all(Fact.Stored.class)) {
                Fact.Stored before =
                        first.putIfAbsent(
                                new Key(stored.chat(), stored.user(), stored.key()), stored);
                if (before != null
                        && (before.id() != stored.id() || before.seq() != stored.seq())) {
                    found.add(violation("two results: " + before + " and " + stored));
                }
            }
            return found;
        }
    }
}
