package org.kocmoc.prove;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Who was a member of a chat between which numbers of its log, replayed from the log. Pure.
final class Membership {
    /// From the entry by which somebody came to the one by which that member went.
    record Stay(long from, long to) {
        boolean contains(long seq) {
            return seq >= from && seq <= to;
        }
    }

    private static final long OPEN = Long.MAX_VALUE;

    private final Map<Long, List<Stay>> stays = new HashMap<>();

    /// @param founders members from the first entry on
    /// @param entries the whole log in its order
    Membership(List<Long> founders, List<Truth.Entry> entries) {
        Map<Long, Long> since = new HashMap<>();
        founders.forEach(user -> since.put(user, 1L));
        for (Truth.Entry entry : entries) {
            if (entry.type().equals("chat:member")) {
                apply(entry, since);
            }
        }
        since.forEach((user, from) -> add(user, new Stay(from, OPEN)));
    }

    private void apply(Truth.Entry entry, Map<Long, Long> since) {
        for (JsonNode node : entry.data().path("users")) {
            long user = node.asLong();
            switch (entry.data().path("change").asString("")) {
                case "added", "joined" -> since.putIfAbsent(user, entry.seq());
                case "left", "removed" -> {
                    Long from = since.remove(user);
                    if (from != null) {
                        add(user, new Stay(from, entry.seq()));
                    }
                }
                default -> {}
            }
        }
    }

    private void add(long user, Stay stay) {
        stays.computeIfAbsent(user, key -> new ArrayList<>()).add(stay);
    }

    /// The stay during which an entry was to be seen by a user.
    Optional<Stay> stay(long user, long seq) {
        return stays.getOrDefault(user, List.of()).stream()
                .filter(stay -> stay.contains(seq))
                .findFirst();
    }

    /// Whether a user could write the entry: between coming and going.
    boolean mayWrite(long user, long seq) {
        return stay(user, seq).filter(stay -> seq < stay.to() || stay.to() == OPEN).isPresent();
    }

    /// Whether a user is a member in the end.
    boolean isMember(long user) {
        return stays.getOrDefault(user, List.of()).stream().anyMatch(stay -> stay.to() == OPEN);
    }
}
