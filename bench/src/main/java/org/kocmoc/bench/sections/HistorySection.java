package org.kocmoc.bench.sections;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.kocmoc.bench.load.HttpLoad;
import org.kocmoc.bench.load.JdbcLoad;
import org.kocmoc.bench.stage.Population;
import org.kocmoc.bench.stage.Stage;

/// Pages of the newest 50 messages over HTTP by 64 people, beside 32 JDBC connections that select
/// the same rows on the same PostgreSQL.
public final class HistorySection implements Section {
    /// Pages of the replaced backend on a machine of two cores, in the middle of what was measured.
    private static final double OLD_PER_SECOND = 435;

    private static final int PAGE_ROWS = 50;

    @Override
    public void run(Stage stage, Report report) throws Exception {
        fill(stage);
        List<Long> chats = stage.writers().stream().map(Population.Pair::chat).toList();
        try (HttpLoad pages = pages(stage);
                JdbcLoad jdbc = new JdbcLoad(stage.database())) {
            Rounds rounds =
                    Rounds.of(
                            stage.meter(),
                            stage.time(),
                            pages::run,
                            time -> jdbc.selects(chats, time));
            double perSecond = rounds.ours.perSecond();
            report.add(
                    "history: pages of 50, beside the replaced backend",
                    perSecond,
                    OLD_PER_SECOND,
                    "1/s");
            report.add(
                    "history: pages of 50, beside selects",
                    perSecond,
                    rounds.reference.perSecond(),
                    "1/s");
            report.add(
                    "history: p99, beside that of a select",
                    rounds.ours.millis(0.99),
                    rounds.reference.millis(0.99),
                    "ms");
            report.note("pages: " + rounds.ours.cpu());
            report.note("selects: " + rounds.reference.cpu());
        }
    }

    /// Every chat gets at least a page of messages.
    private static void fill(Stage stage) throws IOException {
        try (HttpLoad sends = SendSection.sends(stage)) {
            while (shortest(stage) < PAGE_ROWS) {
                sends.run(Duration.ofSeconds(1));
            }
        }
    }

    private static long shortest(Stage stage) {
        return stage.database()
                .read(
                        handle ->
                                handle.createQuery(
                                                "SELECT coalesce(min(last_msg_seq), 0) FROM"
                                                        + " chat_heads")
                                        .mapTo(Long.class)
                                        .one());
    }

    private static HttpLoad pages(Stage stage) throws IOException {
        return new HttpLoad(
                stage.server().port(),
                stage.writers().stream()
                        .map(
                                writer ->
                                        HttpLoad.request(
                                                "GET",
                                                "/api/messages/" + writer.chat(),
                                                writer.token(),
                                                ""))
                        .toList(),
                200);
    }
}
