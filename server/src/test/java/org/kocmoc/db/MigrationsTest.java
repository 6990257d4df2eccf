package org.kocmoc.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.testkit.Postgres;

/// What the migrations refuse, and that a refusal or failure changes nothing.
class MigrationsTest {
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir Path folder = Path.of("");

    private int newest;

    @BeforeEach
    void copyMigrations() throws IOException, URISyntaxException {
        var origin =
                Path.of(Objects.requireNonNull(getClass().getResource("/db/migration")).toURI());
        try (Stream<Path> files = Files.list(origin)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
                newest += file.getFileName().toString().startsWith("V") ? 1 : 0;
            }
        }
    }

    @Test
    void aFailingMigrationLeavesALegacyDatabaseAsItWas() throws Exception {
        LegacyDatabase legacy = legacy();
        Map<String, List<String>> before = legacy.contents();
        List<String> columns = legacy.rows(SchemaTest.CATALOGUES.getFirst());
        add("DELETE FROM messages; SELECT 1 / 0;");

        assertThatThrownBy(() -> migrateFromFolder(legacy))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("division by zero");

        assertThat(legacy.contents()).isEqualTo(before);
        assertThat(legacy.rows(SchemaTest.CATALOGUES.getFirst()))
                .filteredOn(column -> !column.startsWith("flyway_schema_history"))
                .isEqualTo(columns);
        assertThat(new Migrations(legacy.settings()).migrate()).isEqualTo(newest - 1);
        assertThat(legacy.one("SELECT count(*) FROM server_state WHERE key = 'takeover_at'"))
                .isEqualTo("1");
    }

    @Test
    void aFreshDatabaseWasNotTakenOver() throws SQLException {
        LegacyDatabase fresh = fresh();

        assertThat(fresh.rows("SELECT value FROM server_state WHERE key = 'takeover_at'"))
                .isEmpty();
        assertThat(fresh.one("SELECT value FROM server_state WHERE key = 'epoch'")).isEqualTo("1");
    }

    @Test
    void strangersInTheDatabaseAreLeftAlone() throws SQLException {
        var database = new LegacyDatabase(Postgres.empty());
        database.execute("CREATE TABLE stranger AS SELECT 1 AS id");

        assertThat(new Migrations(database.settings()).migrate()).isEqualTo(newest);
        assertThat(database.one("SELECT id FROM stranger")).isEqualTo("1");
        assertThat(database.rows("SELECT value FROM server_state WHERE key = 'takeover_at'"))
                .isEmpty();
    }

    @Test
    void aNewerSchemaThatNeedsANewerServerIsRefused() throws Exception {
        LegacyDatabase database = fresh();
        add("UPDATE server_state SET value = '" + (newest + 1) + "' WHERE key = 'schema_compat';");
        migrateFromFolder(database);

        assertThatThrownBy(() -> new Migrations(database.settings()).migrate())
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("needs a server of version " + (newest + 1));
    }

    @Test
    void aNewerSchemaThatOnlyAddsAdmitsThisServer() throws Exception {
        LegacyDatabase database = fresh();
        add("ALTER TABLE users ADD COLUMN shoe_size int;");
        migrateFromFolder(database);

        assertThat(new Migrations(database.settings()).migrate()).isZero();
    }

    @Test
    void aGapAmongTheMigrationsOfThisBuildIsRefused() throws Exception {
        var database = new LegacyDatabase(Postgres.empty());
        Files.delete(folder.resolve("V3__chats.sql"));

        assertThatThrownBy(() -> migrateFromFolder(database))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("lacks migration 3");
        assertThat(tables(database)).isEmpty();
    }

    @Test
    void aGapAmongTheAppliedMigrationsIsRefused() throws Exception {
        LegacyDatabase database = fresh();
        database.execute("DELETE FROM flyway_schema_history WHERE version = '3'");

        assertThatThrownBy(() -> new Migrations(database.settings()).migrate())
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("not applied to database: 3");
    }

    @Test
    void anAppliedMigrationThatWasEditedIsRefused() throws Exception {
        LegacyDatabase database = fresh();
        Files.writeString(folder.resolve("V2__accounts.sql"), "SELECT 1;");

        assertThatThrownBy(() -> migrateFromFolder(database))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("checksum mismatch");
    }

    @Test
    void aHistoryThatCannotBeReadIsNotAFreshInstallation() throws Exception {
        LegacyDatabase database = fresh();
        database.execute("ALTER TABLE flyway_schema_history RENAME COLUMN version TO other");
        List<String> tables = tables(database);

        assertThatThrownBy(() -> new Migrations(database.settings()).migrate())
                .isInstanceOf(SchemaException.class);
        assertThat(tables(database)).isEqualTo(tables);
    }

    @Test
    void halfALegacyDatabaseIsRefusedWithWhatIsMissing() throws Exception {
        LegacyDatabase legacy = legacy();
        legacy.execute("DROP TABLE story_views");
        legacy.execute("ALTER TABLE messages ALTER COLUMN voice_duration TYPE text");
        legacy.execute("ALTER TABLE contacts DROP CONSTRAINT contacts_owner_id_contact_id_key");
        List<String> tables = tables(legacy);

        assertThatThrownBy(() -> new Migrations(legacy.settings()).migrate())
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("Missing tables: story_views.")
                .hasMessageContaining("messages lacks voice_duration integer")
                .hasMessageContaining("contacts lacks a unique key on contact_id+owner_id");
        assertThat(tables(legacy)).isEqualTo(tables);
    }

    @Test
    void nodesThatStartTogetherMigrateOnce() throws Exception {
        LegacyDatabase legacy = legacy();
        try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all =
                    Stream.generate(
                                    () ->
                                            nodes.submit(
                                                    () ->
                                                            new Migrations(legacy.settings())
                                                                    .migrate()))
                            .limit(4)
                            .toList();
            int applied = 0;
            for (Future<Integer> one : all) {
                applied += one.get();
            }

            assertThat(applied).isEqualTo(newest - 1);
        }
    }

    @Test
    void limitsThatAnOperatorSetAreKept() throws Exception {
        var database = new LegacyDatabase(Postgres.empty());
        database.execute(
                "ALTER ROLE CURRENT_USER IN DATABASE "
                        + database.settings().database()
                        + " SET statement_timeout = '3min'");

        new Migrations(database.settings()).migrate();

        assertThat(database.one("SHOW statement_timeout")).isEqualTo("3min");
        assertThat(database.one("SHOW lock_timeout")).isEqualTo("5s");
    }

    @Test
    void anUnreachableDatabaseIsReportedWithoutItsPassword() {
        var settings = new DatabaseSettings("127.0.0.1", 1, "d", "u", "secret", false, 1);

        assertThatThrownBy(() -> new Migrations(settings).migrate())
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("postgresql://u@127.0.0.1:1/d")
                .hasMessageNotContaining("secret");
    }

    private static LegacyDatabase fresh() {
        var database = new LegacyDatabase(Postgres.empty());
        new Migrations(database.settings()).migrate();
        return database;
    }

    private static LegacyDatabase legacy() throws SQLException, IOException {
        return LegacyDatabase.create(Postgres.empty(), "legacy_" + NAMES.incrementAndGet());
    }

    private void add(String sql) throws IOException {
        Files.writeString(folder.resolve("V" + (newest + 1) + "__next.sql"), sql);
    }

    private void migrateFromFolder(LegacyDatabase database) {
        new Migrations(database.settings(), "filesystem:" + folder).migrate();
    }

    private static List<String> tables(LegacyDatabase database) throws SQLException {
        return database.rows(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1");
    }
}
