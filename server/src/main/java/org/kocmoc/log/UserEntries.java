package org.kocmoc.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.kocmoc.base.Json;
import org.kocmoc.base.UserId;

/// Gathers what a transaction tells single users and writes it at the transaction's end, users in
/// ascending order, so that user heads are locked in the same order everywhere. One thread, one
/// transaction.
public final class UserEntries {
    private record Entry(String type, String data) {}

    private final TreeMap<UserId, List<Entry>> entries = new TreeMap<>();
    private final TreeMap<UserId, Long> written = new TreeMap<>();

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

    void write(Handle handle, Instant at, long epoch) {
        entries.forEach((user, list) -> write(handle, user, list, at, epoch));
    }

    /// Calls with each user told and the user's highest number.
    void forEachWritten(BiConsumer<UserId, Long> action) {
        written.forEach(action);
    }

    private void write(Handle handle, UserId user, List<Entry> list, Instant at, long epoch) {
        long last =
                handle.createQuery(
                                """
                                INSERT INTO user_heads (user_id, last_seq) VALUES (:user, :count)
                                ON CONFLICT (user_id) DO UPDATE
                                SET last_seq = user_heads.last_seq + :count
                                RETURNING last_seq
                                """)
                        .bind("user", user.value())
                        .bind("count", list.size())
                        .mapTo(Long.class)
                        .one();
        long seq = last - list.size();
        PreparedBatch batch =
                handle.prepareBatch(
                        """
                        INSERT INTO user_events (user_id, seq, epoch, type, data, created_at)
                        VALUES (:user, :seq, :epoch, :type, :data::jsonb, :at)
                        """);
        for (Entry entry : list) {
            seq++;
            batch.bind("user", user.value())
                    .bind("seq", seq)
                    .bind("epoch", epoch)
                    .bind("type", entry.type())
                    .bind("data", entry.data())
                    .bind("at", at)
                    .add();
        }
        batch.execute();
        written.put(user, last);
    }
}
