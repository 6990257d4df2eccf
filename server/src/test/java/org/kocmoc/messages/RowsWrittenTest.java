package org.kocmoc.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.db.Database;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;

/// What a send costs does not depend on how many hear of it.
class RowsWrittenTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private static final int MEMBERS = 10_000;
    private static final int SENDS = 10;

    /// Where a member's marks are.
    private static final String MARKS = "chat_participants";

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private long pair;
    private long crowd;

    @BeforeEach
    void chats() {
        pair = ada.chatWith(bob);
        crowd = ada.group(bob);
        // On a connection that ends here, and so tells what it has written.
        try (Database own = new Database(server.settings())) {
            own.execute(
                    handle ->
                            handle.execute(
                                    """
                                        WITH crowd AS (
                                            INSERT INTO users (name, email, password)
                                            SELECT 'Member', gen_random_uuid() || '@kocmoc.test', 'none'
                                            FROM generate_series(3, ?) AS i RETURNING id)
                                        INSERT INTO chat_participants (chat_id, user_id, role)
                                        SELECT ?, id, 'member' FROM crowd
                                        """,
                                    MEMBERS,
                                    crowd));
        }
        // The first message of a chat also makes its keys.
        send(pair, 1);
        send(crowd, 1);
    }

    @Test
    void aSendToTenThousandWritesWhatASendToTwoWrites() {
        Map<String, Long> before = written();
        send(pair, SENDS);
        Map<String, Long> toTwo = since(before);
        before = written();
        send(crowd, SENDS);
        Map<String, Long> toCrowd = since(before);

        assertThat(toCrowd).isEqualTo(toTwo);
        assertThat(toTwo).containsEntry("messages", (long) SENDS).doesNotContainKey(MARKS);
        assertThat(toTwo.values().stream().mapToLong(rows -> rows).sum()).isEqualTo(2 * SENDS);
    }

    @Test
    void aMarkIsOneRowOfWhoeverReads() {
        Map<String, Long> before = written();
        bob.api().put("/api/messages/" + crowd + "/read", Map.of()).expect(200);

        assertThat(since(before)).containsEntry(MARKS, 1L).doesNotContainKey("messages");
    }

    private void send(long chat, int count) {
        for (int i = 0; i < count; i++) {
            ada.api().post("/api/messages/" + chat, Map.of("text", "hello")).expect(201);
        }
    }

    private static Map<String, Long> since(Map<String, Long> before) {
        Map<String, Long> rows = new HashMap<>(written());
        before.forEach((table, count) -> rows.merge(table, -count, Long::sum));
        rows.values().removeIf(count -> count == 0);
        return rows;
    }

    /// Rows of what belongs to chats, by table. Words are left out: their rows are written later,
    /// at a time of their own. A connection tells what it has written when it ends, at the latest.
    private static Map<String, Long> written() {
        server.restart();
        return server.database()
                .read(
                        handle ->
                                handle.createQuery(
                                                """
                                                SELECT relname, n_tup_ins + n_tup_upd + n_tup_del AS rows
                                                FROM pg_stat_user_tables
                                                WHERE relname ~ '^(messages?|chats?|user_(heads|events))(_|$)'
                                                  AND relname !~ '^(message_terms|chat_search_keys)'
                                                """)
                                        .collectRows(
                                                Collectors.toMap(
                                                        row ->
                                                                row.getColumn(
                                                                        "relname", String.class),
                                                        row -> row.getColumn("rows", Long.class))));
    }
}
