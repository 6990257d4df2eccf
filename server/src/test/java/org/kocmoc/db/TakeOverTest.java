package org.kocmoc.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.testkit.Postgres;

/// A legacy database is taken over in place, on the oldest, a usual and the newest PostgreSQL.
@ParameterizedClass(name = "PostgreSQL {0}")
@ValueSource(ints = {14, 15, 18})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakeOverTest {
    @Parameter int major;

    private LegacyDatabase legacy =
            new LegacyDatabase(new DatabaseSettings("", 0, "", "", "", false, 1));
    private Map<String, List<String>> before = Map.of();

    @BeforeParameterizedClassInvocation
    void takeOver() throws Exception {
        DatabaseSettings server = major == 18 ? TestCluster.start() : TestCluster.start(major);
        legacy = LegacyDatabase.create(server, "taken_over");
        before = legacy.contents();
        new Migrations(legacy.settings()).migrate();
    }

    @Test
    void runsOnTheVersionItSays() throws SQLException {
        assertThat(legacy.one("SHOW server_version")).startsWith(major + ".");
    }

    @Test
    void everyLegacyColumnOfEveryRowIsAsItWas() throws SQLException {
        Map<String, List<String>> after = legacy.contents();

        for (String table : LegacyDatabase.COLUMNS.keySet()) {
            if (!table.equals("sessions") && !table.equals("chat_participants")) {
                assertThat(after.get(table)).as(table).isEqualTo(before.get(table)).isNotEmpty();
            }
        }
    }

    @Test
    void sessionsKeepOnlyTheHashOfTheirToken() throws Exception {
        List<String> tokens = legacy.rows("SELECT token FROM sessions ORDER BY id");

        assertThat(tokens)
                .containsExactly(
                        sha256("eyJhbGciOiJIUzI1NiJ9.eyJ1c2VySWQiOjJ9.c2lnbmF0dXJl"),
                        sha256("второй токен"),
                        sha256("of nobody"));
        assertThat(
                        legacy.rows(
                                "SELECT id, user_id, device_id, created_at, jti FROM sessions ORDER BY id"))
                .containsExactly(
                        "1|2|device-1|2025-02-01 00:00:00+00|null",
                        "2|4|null|2025-02-02 00:00:00+00|null",
                        "3|null|device-1|2025-02-03 00:00:00+00|null");
    }

    @Test
    void unreadNumbersStayAndOnlyNegativeOnesBecomeZero() throws SQLException {
        assertThat(legacy.rows("SELECT id, unread_count FROM chat_participants ORDER BY id"))
                .containsExactly(
                        "1|0", "2|2", "3|0", "4|1", "5|0", "6|0", "7|100", "8|0", "9|0", "10|0",
                        "11|0", "12|5", "13|0", "14|0");
        assertThat(
                        legacy.rows(
                                "SELECT id, chat_id, user_id, muted, archived FROM chat_participants WHERE muted OR archived ORDER BY id"))
                .containsExactly("2|1|4|t|f", "4|2|2|f|t");
    }

    @Test
    void ofEmailsThatDifferInCaseOrBlanksTheOldestAccountOwnsTheNormalForm() throws SQLException {
        assertThat(legacy.rows("SELECT id, email_key FROM users ORDER BY id"))
                .containsExactly(
                        "1|admin@kocmoc.ru",
                        "2|ada@example.org",
                        "3|null",
                        "4|bob@example.org",
                        "5|carol@example.org",
                        "7|mallory");
    }

    @Test
    void anAccountIsConfirmedByAnyUsedCodeOrByNeverHavingNeededOne() throws SQLException {
        assertThat(legacy.rows("SELECT id FROM users WHERE email_confirmed_at IS NULL ORDER BY id"))
                .containsExactly("4", "5");
        assertThat(
                        legacy.rows(
                                "SELECT id, email_confirmed_at FROM users WHERE id IN (2, 3) ORDER BY id"))
                .containsExactly("2|2025-01-02 03:04:06+00", "3|2025-01-03 00:00:00+00");
    }

    @Test
    void onlyTheSeededAdminMustChangeThePassword() throws SQLException {
        assertThat(legacy.rows("SELECT id FROM users WHERE must_change_password"))
                .containsExactly("1");
    }

    @Test
    void everyChatNumbersItsMessagesWithoutGapInTheOrderOfTheirIds() throws SQLException {
        assertThat(
                        legacy.rows(
                                "SELECT chat_id, seq, id, epoch FROM messages ORDER BY chat_id, seq"))
                .containsExactly(
                        "1|1|1|1", "1|2|3|1", "1|3|5|1", "1|4|6|1", "2|1|7|1", "3|1|2|1", "3|2|8|1",
                        "5|1|9|1");
    }

    @Test
    void everyChatHasAHeadAtItsLastMessage() throws SQLException {
        assertThat(
                        legacy.rows(
                                "SELECT chat_id, last_seq, last_msg_seq, last_at FROM chat_heads ORDER BY chat_id"))
                .containsExactly(
                        "1|4|4|2025-04-03 00:00:00+00",
                        "2|1|1|2025-04-04 00:00:00+00",
                        "3|2|2|2025-04-05 00:00:00+00",
                        "4|0|0|2025-03-03 00:00:00+00",
                        "5|1|1|2025-04-06 00:00:00+00",
                        "6|0|0|2025-03-05 00:00:00+00",
                        "7|0|0|2025-03-06 00:00:00+00",
                        "8|0|0|2025-03-07 00:00:00+00");
    }

    @Test
    void countingGoesOnFromTheHead() throws SQLException {
        String unread =
                """
                SELECT p.chat_id, p.user_id, p.unread_count + (
                    SELECT count(*) FROM messages m WHERE m.chat_id = p.chat_id AND m.seq > p.count_from
                    AND m.sender_id IS DISTINCT FROM p.user_id AND m.counts AND m.deleted_at IS NULL)
                FROM chat_participants p WHERE p.chat_id IN (1, 3) ORDER BY p.chat_id, p.user_id
                """;

        assertThat(legacy.rows(unread))
                .containsExactly("1|2|0", "1|4|2", "3|2|0", "3|4|100", "3|5|0");
        assertThat(
                        legacy.rows(
                                "SELECT user_id, read_seq FROM chat_participants WHERE chat_id = 1 ORDER BY user_id"))
                .containsExactly("2|4", "4|2");
    }

    @Test
    void theOldestPersonalChatOfTwoPeopleIsTheirPair() throws SQLException {
        assertThat(
                        legacy.rows(
                                "SELECT id, pair_low, pair_high FROM chats WHERE pair_low IS NOT NULL ORDER BY id"))
                .containsExactly("1|2|4", "8|2|5");
    }

    @Test
    void theLowestMembershipRowOwnsEveryOtherChat() throws SQLException {
        assertThat(legacy.rows("SELECT id, owner_id FROM chats ORDER BY id"))
                .containsExactly("1|null", "2|4", "3|5", "4|2", "5|null", "6|2", "7|7", "8|null");
        assertThat(
                        legacy.rows(
                                "SELECT chat_id, user_id FROM chat_participants WHERE role = 'owner' ORDER BY chat_id"))
                .containsExactly("2|4", "3|5", "4|2", "6|2", "7|7");
    }

    @Test
    void everyIdIsBigint() throws SQLException {
        assertThat(
                        legacy.rows(
                                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND (column_name = 'id' OR column_name LIKE '%\\_id') AND data_type = 'integer'"))
                .isEmpty();
        assertThat(
                        legacy.rows(
                                "SELECT sequencename FROM pg_sequences WHERE data_type <> 'bigint'::regtype"))
                .isEmpty();
    }

    @Test
    void newIdsFollowTheOldOnes() throws SQLException {
        assertThat(legacy.one("SELECT nextval(pg_get_serial_sequence('users', 'id')) > 9"))
                .isEqualTo("t");
        assertThat(legacy.one("SELECT last_value FROM messages_id_seq")).isEqualTo("9");
    }

    @Test
    void theMomentIsRecorded() throws SQLException {
        Instant takeOver =
                Instant.parse(
                        legacy.one("SELECT value FROM server_state WHERE key = 'takeover_at'"));

        assertThat(Duration.between(takeOver, Instant.now()))
                .isBetween(Duration.ZERO, Duration.ofMinutes(5));
    }

    @Test
    void runningAgainChangesNothing() throws SQLException {
        Map<String, List<String>> after = legacy.contents();

        assertThat(new Migrations(legacy.settings()).migrate()).isZero();
        assertThat(legacy.contents()).isEqualTo(after);
    }

    @Test
    void theSchemaIsThatOfAFreshDatabase() throws Exception {
        legacy.execute("CREATE DATABASE fresh");
        var fresh = new LegacyDatabase(Postgres.another(legacy.settings(), "fresh"));
        new Migrations(fresh.settings()).migrate();

        for (String catalogue : SchemaTest.CATALOGUES) {
            assertThat(legacy.rows(catalogue)).isEqualTo(fresh.rows(catalogue)).isNotEmpty();
        }
    }

    private static String sha256(String text) throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }
}
