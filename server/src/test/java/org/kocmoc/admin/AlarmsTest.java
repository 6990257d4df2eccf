package org.kocmoc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.testkit.Nodes;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.Relay;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;

/// What operators are woken by is there before it happens, and also when nobody uses the server.
class AlarmsTest {
    private static final Relay RELAY = relay();

    @RegisterExtension
    static final TestServer server = new TestServer().behind(AlarmsTest::throughRelay);

    private static Relay relay() {
        try {
            return new Relay();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DatabaseSettings throughRelay(DatabaseSettings direct) {
        RELAY.to(direct.port());
        return new DatabaseSettings(
                "127.0.0.1",
                RELAY.port(),
                direct.database(),
                direct.user(),
                direct.password(),
                false,
                4);
    }

    @AfterAll
    static void close() throws IOException {
        RELAY.close();
    }

    private static double figure(String series) {
        return matching(Pattern.quote(series));
    }

    private static double matching(String series) {
        String figures = server.api().get("/metrics").expect(200).text();
        Matcher found = Pattern.compile("(?m)^" + series + " (\\S+)$").matcher(figures);
        assertThat(found.find()).as(series + " in\n" + figures).isTrue();
        return Double.parseDouble(found.group(1));
    }

    private static void rename(String from, String to) {
        server.database()
                .execute(handle -> handle.execute("ALTER TABLE " + from + " RENAME TO " + to));
    }

    @Test
    void aDatabaseThatIsAwayShowsThoughNobodyAsksForAnything() {
        assertThat(figure("kocmoc_database_up")).isEqualTo(1);

        RELAY.refuse(true);
        assertThat(figure("kocmoc_database_up")).isZero();

        RELAY.refuse(false);
        Nodes.await("it answers again", () -> figure("kocmoc_database_up") == 1);
    }

    @Test
    void theFirstBugOfARouteAndOfACommandAreCounted() {
        Person ada = server.people().ada();
        long chat = ada.group(ada);
        double requests = figure("kocmoc_bugs_total{at=\"request\"}");
        double commands = figure("kocmoc_bugs_total{at=\"command\"}");
        try (TestSocket socket = TestSocket.of(server, ada)) {
            rename("user_settings", "elsewhere");
            rename("drafts", "drafts_elsewhere");
            ada.api().get("/api/account/settings").expect(500);
            socket.refused("draft:set", Map.of("chat", chat, "text", "half a"));
        } finally {
            rename("elsewhere", "user_settings");
            rename("drafts_elsewhere", "drafts");
        }

        assertThat(figure("kocmoc_bugs_total{at=\"request\"}")).isEqualTo(requests + 1);
        assertThat(figure("kocmoc_bugs_total{at=\"command\"}")).isEqualTo(commands + 1);
    }

    @BeforeEach
    void noMails() {
        server.database().execute(handle -> handle.execute("DELETE FROM mail_outbox"));
    }

    @Test
    void mailsThatAreGivenUpOrRefusedForTheirAddressAreNotStuck() {
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        """
                                        INSERT INTO mail_outbox
                                            (recipient, payload, created_at, next_try_at, last_error)
                                        VALUES ('gone', '', now() - interval '1 day', 'infinity', 'refused'),
                                            ('full', '', now() - interval '1 hour',
                                             now() + interval '1 day', 'refused')
                                        """));

        assertThat(figure("kocmoc_mail_waiting")).isEqualTo(1);
        assertThat(figure("kocmoc_mail_oldest_seconds")).isZero();
        assertThat(figure("kocmoc_mail_given_up_total{cause=\"refused\"}")).isZero();
    }

    @Test
    void mailsThatAreRefusedForOurOwnSakeAreStuckWhileNoOtherIsTaken() {
        queue("denied", null);
        assertThat(figure("kocmoc_mail_oldest_seconds")).isBetween(3_600.0, 3_700.0);

        queue(null, "now() - interval '2 hours'");
        assertThat(figure("kocmoc_mail_oldest_seconds")).isBetween(3_600.0, 3_700.0);
        queue(null, "now() - interval '1 minute'");
        assertThat(figure("kocmoc_mail_oldest_seconds")).isZero();
        assertThat(figure("kocmoc_mail_waiting")).isEqualTo(1);
    }

    /// A mail of an hour ago.
    private static void queue(@Nullable String lastError, @Nullable String sentAt) {
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        """
                                        INSERT INTO mail_outbox (recipient, payload, created_at,
                                            next_try_at, last_error, sent_at)
                                        VALUES ('ours', '', now() - interval '1 hour',
                                            now() + interval '1 day', ?, %s)
                                        """
                                                .formatted(sentAt),
                                        lastError));
    }

    @Test
    void theRoomOfTheDataFolderIsTold() {
        assertThat(matching("disk_free_bytes\\{path=\"[^\"]+\"}")).isPositive();
    }
}
