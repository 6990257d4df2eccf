package org.kocmoc.bench.sections;

import java.util.List;
import org.kocmoc.bench.load.BareSends;
import org.kocmoc.bench.load.HttpLoad;
import org.kocmoc.bench.load.JdbcLoad;
import org.kocmoc.bench.stage.Stage;

/// Durable sends over HTTP by 64 people into 64 personal chats, beside 32 JDBC connections that
/// insert and commit one row at a time on the same PostgreSQL, and beside a bare server that does
/// nothing but store what it is sent.
public final class SendSection implements Section {
    /// Sends of the replaced backend on a machine of two cores, in the middle of what was measured.
    private static final double OLD_PER_SECOND = 590;

    public static final String TEXT =
            "{\"text\":\"A message of about the usual length, sent to measure.\"}";

    @Override
    public void run(Stage stage, Report report) throws Exception {
        try (HttpLoad sends = sends(stage);
                JdbcLoad jdbc = new JdbcLoad(stage.database())) {
            Rounds rounds = Rounds.of(stage.meter(), stage.time(), sends::run, jdbc::inserts);
            double perSecond = rounds.ours.perSecond();
            report.add(
                    "send: 64 connections, beside 32 inserting",
                    perSecond,
                    rounds.reference.perSecond(),
                    "1/s");
            report.add("send: beside the replaced backend", perSecond, OLD_PER_SECOND, "1/s");
            report.add(
                    "send: p99, beside that of an insert",
                    rounds.ours.millis(0.99),
                    rounds.reference.millis(0.99),
                    "ms");
            report.note("sends: " + rounds.ours.cpu());
            report.note("inserts: " + rounds.reference.cpu());
            besideBare(stage, sends, report);
        }
    }

    /// The bound of what any server on this stack could do with these two cores.
    private static void besideBare(Stage stage, HttpLoad sends, Report report) throws Exception {
        try (BareSends server = new BareSends(stage.database());
                HttpLoad bare = new HttpLoad(server.port(), requests(stage), 201)) {
            Rounds rounds = Rounds.of(stage.meter(), stage.time(), sends::run, bare::run);
            report.add(
                    "send: beside a bare group commit over HTTP",
                    rounds.ours.perSecond(),
                    rounds.reference.perSecond(),
                    "1/s");
            report.note("bare group commit, in the generator: " + rounds.reference.cpu());
        }
    }

    public static HttpLoad sends(Stage stage) throws java.io.IOException {
        return new HttpLoad(stage.server().port(), requests(stage), 201);
    }

    private static List<byte[]> requests(Stage stage) {
        return stage.writers().stream()
                .map(
                        writer ->
                                HttpLoad.request(
                                        "POST",
                                        "/api/messages/" + writer.chat(),
                                        writer.token(),
                                        TEXT))
                .toList();
    }
}
