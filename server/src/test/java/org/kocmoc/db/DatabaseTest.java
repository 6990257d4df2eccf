package org.kocmoc.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Postgres;

class DatabaseTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final Database database = postgres.database();

    /// A typed id as the features have them.
    public record AccountId(long value) {}

    /// A row with all kinds of mapped values.
    public record Account(
            AccountId id, String email, Wish whoMayAdd, java.time.Instant createdAt) {}

    /// An enum as stored in lower case.
    public enum Wish {
        ALL,
        CONTACTS
    }

    @BeforeEach
    void twoAccounts() {
        database.execute(
                handle -> {
                    handle.execute("TRUNCATE users RESTART IDENTITY CASCADE");
                    handle.execute(
                            "INSERT INTO users (name, email, password) VALUES ('Ada', 'a', ''), ('Bob', 'b', '')");
                });
    }

    @Test
    void writeCommitsItsResult() {
        long id =
                database.write(
                        handle ->
                                handle.createQuery(
                                                "INSERT INTO users (name, email, password) VALUES ('Carol', 'c', '') RETURNING id")
                                        .mapTo(long.class)
                                        .one());

        assertThat(names()).containsExactly("Ada", "Bob", "Carol");
        assertThat(id).isPositive();
    }

    @Test
    void writeRollsBackWhenTheWorkThrows() {
        assertThatThrownBy(
                        () ->
                                database.execute(
                                        handle -> {
                                            handle.execute("DELETE FROM users");
                                            throw new IllegalArgumentException("no");
                                        }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(names()).containsExactly("Ada", "Bob");
    }

    @Test
    void theLoserOfADeadlockRunsAgain() throws Exception {
        var bothHoldOne = new CyclicBarrier(2);
        var attempts = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> both =
                    List.of(
                            threads.submit(() -> rename(1, 2, bothHoldOne, attempts)),
                            threads.submit(() -> rename(2, 1, bothHoldOne, attempts)));
            for (Future<Boolean> one : both) {
                one.get();
            }
        }

        assertThat(attempts).hasValue(3);
        assertThat(names()).allMatch(name -> name.length() == 5);
    }

    private boolean rename(
            long first, long second, CyclicBarrier bothHoldOne, AtomicInteger attempts)
            throws Exception {
        database.execute(
                handle -> {
                    boolean meet = attempts.incrementAndGet() <= 2;
                    handle.execute("UPDATE users SET name = name || '!' WHERE id = ?", first);
                    if (meet) {
                        bothHoldOne.await();
                    }
                    handle.execute("UPDATE users SET name = name || '!' WHERE id = ?", second);
                });
        return true;
    }

    @Test
    void aTransactionThatAlwaysLosesFailsWithAllItsFailures() {
        var attempts = new AtomicInteger();

        assertThatThrownBy(
                        () ->
                                database.execute(
                                        handle -> {
                                            attempts.incrementAndGet();
                                            handle.execute(
                                                    "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$");
                                        }))
                .isInstanceOf(UnableToExecuteStatementException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(4))
                .satisfies(e -> assertThat(SqlState.of(e)).contains("40001"));
        assertThat(attempts).hasValue(5);
    }

    @Test
    void aSnapshotDoesNotSeeWhatIsCommittedMeanwhile() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int seen =
                    database.snapshot(
                            handle -> {
                                count(handle);
                                threads.submit(
                                                () ->
                                                        database.execute(
                                                                h ->
                                                                        h.execute(
                                                                                "DELETE FROM users")))
                                        .get();
                                return count(handle);
                            });

            assertThat(seen).isEqualTo(2);
            assertThat(names()).isEmpty();
        }
    }

    @Test
    void aSnapshotCannotWrite() {
        assertThatThrownBy(() -> database.snapshot(handle -> handle.execute("DELETE FROM users")))
                .satisfies(e -> assertThat(SqlState.of(e)).contains("25006"));
    }

    @Test
    void usingThePoolInsideAUseOfItIsABug() {
        assertThatThrownBy(() -> database.write(outer -> database.read(inner -> 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void typedIdsAndEnumsTravelBothWays() {
        Account bob =
                database.write(
                        handle -> {
                            handle.createUpdate(
                                            "UPDATE users SET who_may_add = :wish WHERE id = :id")
                                    .bind("wish", Wish.CONTACTS)
                                    .bind("id", new AccountId(2))
                                    .execute();
                            return handle.createQuery("SELECT * FROM users WHERE id = ?")
                                    .bind(0, new AccountId(2))
                                    .mapTo(Account.class)
                                    .one();
                        });

        assertThat(bob.id()).isEqualTo(new AccountId(2));
        assertThat(bob.whoMayAdd()).isEqualTo(Wish.CONTACTS);
        assertThat(
                        database.<List<AccountId>, RuntimeException>read(
                                handle ->
                                        handle.createQuery("SELECT id FROM users ORDER BY id")
                                                .mapTo(AccountId.class)
                                                .list()))
                .containsExactly(new AccountId(1), new AccountId(2));
    }

    @Test
    void aTakenKeyIsAUniqueViolationOfANamedConstraint() {
        assertThatThrownBy(
                        () ->
                                database.execute(
                                        h -> h.execute("UPDATE users SET email_key = 'same'")))
                .matches(SqlState::isUniqueViolation)
                .satisfies(
                        e -> assertThat(SqlState.constraint(e)).contains("users_email_key_unique"));
    }

    @Test
    void limitsBelongToTheRole() {
        assertThat(setting("statement_timeout")).isEqualTo("30s");
        assertThat(setting("lock_timeout")).isEqualTo("5s");
        assertThat(setting("idle_in_transaction_session_timeout")).isEqualTo("10s");
    }

    private String setting(String name) {
        return database.read(
                handle -> handle.createQuery("SHOW " + name).mapTo(String.class).one());
    }

    private List<String> names() {
        return database.read(
                handle ->
                        handle.createQuery("SELECT name FROM users ORDER BY id")
                                .mapTo(String.class)
                                .list());
    }

    private static int count(org.jdbi.v3.core.Handle handle) {
        return handle.createQuery("SELECT count(*) FROM users").mapTo(int.class).one();
    }
}
