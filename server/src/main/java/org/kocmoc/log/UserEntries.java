package org.kocmoc.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.Json;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;

/// Gathers what a transaction tells single users and writes it at the transaction's end, users in
/// ascending order, so that user heads are locked in the same order everywhere. One thread, one
/// transaction.
public final class UserEntries {
    private record Entry(String type, String data) {}

    private record Row(UserId user, long seq, Entry entry) {}

    private final TreeMap<UserId, List<Entry>> entries = new TreeMap<>();
    private final TreeMap<UserId, Long> written = new TreeMap<>();

    private long epoch;

    UserEntries() {}

    /// Adds an entry to a user's sequence.
    public void tell(UserId user, String type, Map<String, ?> data) {
        entries.computeIfAbsent(user, key -> new ArrayList<>())
                .add(new Entry(type, Json.writeText(data)));
    }

    /// Adds the same entry to the sequences of several users.
    public void tellAll(Collection<UserId> users, String type, Map<String, ?> data) {
        users.forEach(user -> tell(user, type, data));
    }

    /// Two statements however many users are told: a group may have thousands of members.
    void write(Handle handle, Instant at, long epochNow) {
        epoch = epochNow;
        if (entries.isEmpty()) {
            return;
        }
        takeNumbers(handle);
        List<Row> rows = new ArrayList<>();
        entries.forEach(
                (user, list) -> {
                    long seq = Objects.requireNonNull(written.get(user)) - list.size();
                    for (Entry entry : list) {
                        seq++;
                        rows.add(new Row(user, seq, entry));
                    }
                });
        handle.createUpdate(
                        """
                        INSERT INTO user_events (user_id, seq, epoch, type, data, created_at)
                        SELECT new.user_id, new.seq, :epoch, new.type, new.data::jsonb, :at
                        FROM unnest(:users, :seqs, :types, :data)
                            AS new (user_id, seq, type, data)
                        """)
                .bind("epoch", epoch)
                .bind("at", at)
                .bindArray("users", Long.class, column(rows, row -> row.user().value()))
                .bindArray("seqs", Long.class, column(rows, Row::seq))
                .bindArray("types", String.class, column(rows, row -> row.entry().type()))
                .bindArray("data", String.class, column(rows, row -> row.entry().data()))
                .execute();
    }

    /// Raises each user's number by that of the entries, in ascending order of users.
    private void takeNumbers(Handle handle) {
        handle.createQuery(
                        """
                        INSERT INTO user_heads AS head (user_id, last_seq)
                        SELECT new.user_id, new.count FROM unnest(:users, :counts)
                            AS new (user_id, count) ORDER BY new.user_id
                        ON CONFLICT (user_id) DO UPDATE
                        SET last_seq = head.last_seq + excluded.last_seq
                        RETURNING user_id, last_seq
                        """)
                .bindArray("users", Long.class, column(entries.keySet(), UserId::value))
                .bindArray(
                        "counts", Long.class, column(entries.values(), list -> (long) list.size()))
                .map((row, context) -> Map.entry(new UserId(row.getLong(1)), row.getLong(2)))
                .forEach(head -> written.put(head.getKey(), head.getValue()));
    }

    private static <T> Object[] column(Collection<T> rows, Function<T, Object> value) {
        return rows.stream().map(value).toArray();
    }

    /// Nudges each user told; after the commit.
    void publish(Bus bus) {
        entries.forEach(
                (user, list) -> {
                    long last = Objects.requireNonNull(written.get(user));
                    Nudge.range(last - list.size() + 1, last, epoch).publish(bus, user);
                });
    }
}
