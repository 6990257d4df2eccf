package org.kocmoc.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;

/// Brings a database to this server's schema: an empty one, an older one of ours, or one of the
/// legacy messenger, which is taken over in place.
///
/// All pending migrations are one transaction, so a failure leaves the old state. Nodes that start
/// together wait for each other. Refused, with nothing changed: a newer schema that does not admit
/// this server, gaps in the sequence of migrations, an applied migration that was edited, a
/// database that is neither empty nor complete, and any failure to find out which of these it is.
public final class Migrations {
    private static final String LOCATION = "classpath:db/migration";
    private static final String HISTORY = "flyway_schema_history";
    private static final String LATEST = "latest";

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int LOOKS = 100;

    /// What has been applied, in one word.
    private static final String APPLIED =
            """
            (SELECT md5(string_agg(concat_ws(':', version, checksum, success), ',' ORDER BY installed_rank))
             FROM flyway_schema_history)
            """;

    private static final long LOCK_KEY = 0x6b6f636d6f63L;

    private final DatabaseSettings settings;
    private final String location;

    /// Of the database in `settings`, whose account must own it or its tables.
    public Migrations(DatabaseSettings settings) {
        this(settings, LOCATION);
    }

    /// With migrations from elsewhere.
    Migrations(DatabaseSettings settings, String location) {
        this.settings = settings;
        this.location = location;
    }

    /// Migrates, and returns how many migrations were applied.
    ///
    /// @throws SchemaException if the database is refused, cannot be read, or a migration fails
    public int migrate() {
        return migrateTo(LATEST);
    }

    /// Migrates an empty database to the schema of an older release, for a backup of it.
    ///
    /// @throws SchemaException as [#migrate], and if this server does not know that version
    public void migrateTo(int version) {
        migrateTo(Integer.toString(version));
    }

    /// What [#migrate] would do, without doing it.
    ///
    /// @param version of the schema that is there; 0 if there is none yet
    /// @param newest version that this server knows
    /// @param legacy whether it is the replaced server's, which would be taken over
    /// @param pending what would be applied, in order
    public record Plan(int version, int newest, boolean legacy, List<String> pending) {}

    /// Looks, and changes nothing.
    ///
    /// @throws SchemaException if the database would be refused or cannot be read
    public Plan plan() {
        try (Connection guard = settings.singleConnections().getConnection()) {
            guard.setReadOnly(true);
            guard.setAutoCommit(false);
            boolean ours =
                    query(guard, "SELECT to_regclass('" + HISTORY + "') IS NOT NULL").equals("t");
            boolean legacy = !ours && LegacySchema.isPresent(guard);
            MigrationInfoService info = flyway("latest", ours, legacy).info();
            int newest = newest(info);
            refuseNewer(guard, info, newest);
            return new Plan(
                    applied(info),
                    newest,
                    legacy,
                    Arrays.stream(info.pending())
                            .map(m -> "V" + m.getVersion() + " " + m.getDescription())
                            .toList());
        } catch (FlywayException | SQLException e) {
            throw new SchemaException(
                    "The schema of " + settings + " cannot be read: " + e.getMessage(), e);
        }
    }

    private int migrateTo(String target) {
        try (Connection guard = settings.singleConnections().getConnection()) {
            guard.setAutoCommit(false);
            awaitPrimary(guard);
            Optional<String> files =
                    target.equals(LATEST) ? MigrationFiles.digest(location) : Optional.empty();
            int applied = 0;
            if (files.isEmpty() || !isCurrent(guard, files.get())) {
                lock(guard);
                applied = migrate(guard, target);
                if (files.isPresent()) {
                    noteCurrent(guard, files.get());
                }
            }
            RoleLimits.set(guard);
            guard.commit();
            return applied;
        } catch (FlywayException | SQLException e) {
            throw new SchemaException(
                    "The schema of "
                            + settings
                            + " could not be brought up to date, and is as before: "
                            + e.getMessage(),
                    e);
        }
    }

    /// A database that is just being promoted can be read a moment before it can be written. Each
    /// look is a transaction of its own, since one that began before stays read only.
    private static void awaitPrimary(Connection guard) throws SQLException {
        for (int look = 0; look < LOOKS; look++) {
            boolean standby = query(guard, "SELECT pg_is_in_recovery()").equals("t");
            guard.rollback();
            if (!standby) {
                return;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /// Whether exactly these migrations were found to be applied to what the history still tells:
    /// then comparing them one by one again would only delay the start.
    private static boolean isCurrent(Connection guard, String files) throws SQLException {
        if (!query(
                        guard,
                        "SELECT to_regclass('flyway_schema_history') IS NOT NULL"
                                + " AND to_regclass('server_state') IS NOT NULL")
                .equals("t")) {
            return false;
        }
        try (PreparedStatement query =
                guard.prepareStatement(
                        "SELECT FROM server_state WHERE key = 'migrations' AND value = ? || "
                                + APPLIED)) {
            query.setString(1, files);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void noteCurrent(Connection guard, String files) throws SQLException {
        try (PreparedStatement note =
                guard.prepareStatement(
                        "INSERT INTO server_state (key, value) SELECT 'migrations', ? || "
                                + APPLIED
                                + " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value")) {
            note.setString(1, files);
            note.executeUpdate();
        }
    }

    private int migrate(Connection guard, String target) throws SQLException {
        boolean ours =
                query(guard, "SELECT to_regclass('" + HISTORY + "') IS NOT NULL").equals("t");
        boolean legacy = !ours && LegacySchema.isPresent(guard);
        Flyway flyway = flyway(target, ours, legacy);
        MigrationInfoService info = flyway.info();
        int newest = newest(info);
        refuseNewer(guard, info, newest);
        return flyway.migrate().migrationsExecuted;
    }

    private Flyway flyway(String target, boolean ours, boolean legacy) {
        return Flyway.configure()
                .dataSource(settings.singleConnections())
                .locations(location)
                .table(HISTORY)
                .target(target)
                .failOnMissingLocations(true)
                .group(true)
                .cleanDisabled(true)
                .baselineOnMigrate(!ours)
                .baselineVersion(legacy ? "1" : "0")
                // A newer schema is judged by schema_compat below.
                .ignoreMigrationPatterns("*:future")
                .load();
    }

    /// Ends with the transaction, and so needs no session of its own.
    private static void lock(Connection guard) throws SQLException {
        try (Statement statement = guard.createStatement()) {
            statement.execute(
                    "SET LOCAL statement_timeout = 0;"
                            + " SET LOCAL lock_timeout = 0;"
                            + " SET LOCAL idle_in_transaction_session_timeout = 0");
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK_KEY + ")");
        }
    }

    private static int newest(MigrationInfoService info) {
        List<Integer> known =
                Arrays.stream(info.all())
                        .filter(m -> m.isVersioned() && m.getState().isResolved())
                        .map(Migrations::version)
                        .filter(version -> version > 0)
                        .distinct()
                        .sorted()
                        .toList();
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i) != i + 1) {
                throw new SchemaException("This build lacks migration " + (i + 1) + ".");
            }
        }
        return known.size();
    }

    private static void refuseNewer(Connection guard, MigrationInfoService info, int newest)
            throws SQLException {
        int applied = applied(info);
        if (applied <= newest) {
            return;
        }
        int compatible =
                Integer.parseInt(
                        query(guard, "SELECT value FROM server_state WHERE key = 'schema_compat'"));
        if (compatible > newest) {
            throw new SchemaException(
                    "This server knows schema version %d, the database has version %d and needs a server of version %d or later. Start that release, or restore a backup made before it."
                            .formatted(newest, applied, compatible));
        }
    }

    private static int applied(MigrationInfoService info) {
        return Arrays.stream(info.all())
                .filter(m -> m.isVersioned() && m.getState().isApplied())
                .mapToInt(Migrations::version)
                .max()
                .orElse(0);
    }

    private static int version(MigrationInfo migration) {
        return Integer.parseInt(Objects.requireNonNull(migration.getVersion()).getVersion());
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("No row: " + sql);
            }
            return rows.getString(1);
        }
    }
}
