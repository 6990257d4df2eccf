package org.kocmoc.doctor;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.Secret;
import org.kocmoc.config.Config;
import org.kocmoc.config.SecretFiles;
import org.kocmoc.db.Database;
import org.kocmoc.vault.MasterKey;

/// PostgreSQL: version, rights, collation, clock, and what is in our tables.
final class DatabaseCheck implements Check {
    private static final int MIN_VERSION = 140_000;

    /// Codes and sessions expire by both clocks.
    private static final Duration MAX_SKEW = Duration.ofSeconds(5);

    private static final long MAX_BACKUP_DAYS = 7;

    private final Config config;
    private final InstantSource clock;
    private final Supplier<Optional<Database>> connect;

    DatabaseCheck(Config config, InstantSource clock, Supplier<Optional<Database>> connect) {
        this.config = config;
        this.clock = clock;
        this.connect = connect;
    }

    @Override
    public List<Finding> run() {
        Optional<Database> database;
        try {
            database = connect.get();
        } catch (RuntimeException e) {
            return List.of(
                    Finding.problem(
                            "cannot be reached: " + e.getMessage(),
                            "Check PG_HOST, PG_PORT, PG_DATABASE, PG_USER, PG_PASSWORD and"
                                    + " PG_SSL."));
        }
        if (database.isEmpty()) {
            return List.of(Finding.ok("embedded; the first start makes it"));
        }
        return database.get().read(this::examine);
    }

    private List<Finding> examine(Handle handle) {
        List<Finding> findings = new ArrayList<>(server(DoctorStore.facts(handle)));
        if (!DoctorStore.isMigrated(handle)) {
            findings.add(
                    Finding.ok("not migrated yet; ./kocmoc migrate or the next start does it"));
            return findings;
        }
        findings.addAll(emails(DoctorStore.shadowedEmails(handle)));
        int servers = DoctorStore.servers(handle);
        if (servers > 1 && config.operations().natsUrl().isEmpty()) {
            findings.add(
                    Finding.problem(
                            servers + " servers use it, and NATS_URL is not set",
                            "Set NATS_URL on each of them: without it they hear of each other's"
                                    + " messages up to a second late, and of typing never. If there"
                                    + " should be one only, stop the others."));
        }
        findings.addAll(keys(DoctorStore.masterKeys(handle)));
        long days = DoctorStore.daysWithoutBackup(handle);
        if (days > MAX_BACKUP_DAYS) {
            findings.add(
                    Finding.warning(
                            "no good backup for " + days + " days",
                            "./kocmoc backup, every day by a timer: docs/operations.md. One made by"
                                    + " PostgreSQL's own means is not seen here."));
        }
        findings.addAll(sweeps(DoctorStore.stoppedSweeps(handle)));
        return findings;
    }

    private static List<Finding> emails(List<String> shadowed) {
        if (shadowed.isEmpty()) {
            return List.of();
        }
        return List.of(
                Finding.warning(
                        "accounts whose email differs from an older one only in case: "
                                + String.join(", ", shadowed),
                        "They sign in by their exact spelling. Ask their owners to change the"
                                + " email, or delete them."));
    }

    private static List<Finding> sweeps(List<String> stopped) {
        return stopped.stream()
                .map(
                        reason ->
                                Finding.problem(
                                        "no files are removed, not even deleted ones: " + reason,
                                        "Is this the right database (PG_*), the right store"
                                                + " (S3_URL, KOCMOC_DATA)? If both are: ./kocmoc"
                                                + " claim-files"))
                .toList();
    }

    private List<Finding> server(DoctorStore.Facts facts) {
        List<Finding> findings = new ArrayList<>();
        String version = facts.version() / 10_000 + "." + facts.version() % 10_000;
        findings.add(
                facts.version() >= MIN_VERSION
                        ? Finding.ok("PostgreSQL " + version)
                        : Finding.problem("PostgreSQL " + version, "Update it to 14 or later."));
        if (!facts.mayCreate()) {
            findings.add(
                    Finding.problem(
                            "the account may not make tables",
                            "As a superuser: GRANT CREATE, USAGE ON SCHEMA public TO the account"
                                    + " of PG_USER;"));
        }
        Duration skew = Duration.between(facts.now(), clock.instant()).abs();
        if (skew.compareTo(MAX_SKEW) > 0) {
            findings.add(
                    Finding.problem(
                            "its clock differs from ours by " + skew.toSeconds() + " s",
                            "Run a time service (chrony, systemd-timesyncd) on both machines."));
        }
        findings.addAll(texts(facts));
        return findings;
    }

    private static List<Finding> texts(DoctorStore.Facts facts) {
        List<Finding> findings = new ArrayList<>();
        if (!facts.encoding().equals("UTF8")) {
            findings.add(
                    Finding.problem(
                            "the database has the encoding " + facts.encoding(),
                            "Make one with ENCODING 'UTF8' and move the data there."));
        }
        if (!facts.foldsCase()) {
            findings.add(
                    Finding.warning(
                            "the collation knows no letters besides ASCII",
                            "Searching people ignores case in English only. A database with"
                                    + " another collation (C.UTF-8) mends it."));
        }
        if (facts.collationIsStale()) {
            findings.add(
                    Finding.problem(
                            "the system's collation changed since the indexes were made",
                            "REINDEX DATABASE; then ALTER DATABASE … REFRESH COLLATION VERSION;"));
        }
        return findings;
    }

    private List<Finding> keys(List<String> used) {
        SecretFiles files = new SecretFiles(config.data());
        List<String> loaded =
                Stream.of(
                                config.keys().master().or(() -> files.read("master-key")),
                                config.keys()
                                        .previousMaster()
                                        .or(() -> files.read("master-key-previous")))
                        .flatMap(Optional::stream)
                        .map(Secret::reveal)
                        .map(hex -> MasterKey.parse(hex).id())
                        .toList();
        return used.stream()
                .filter(id -> !loaded.contains(id))
                .map(
                        id ->
                                Finding.problem(
                                        "chats are encrypted under master key "
                                                + id
                                                + ", which is not here",
                                        "Put it back into MASTER_KEY or MASTER_KEY_PREVIOUS:"
                                                + " without it these chats cannot be read."))
                .toList();
    }
}
