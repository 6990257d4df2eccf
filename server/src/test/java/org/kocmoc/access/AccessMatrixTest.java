package org.kocmoc.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.TestServer;

/// Every route and every command, called by everybody. `ApiDocumentTest` fails until a new one has
/// its row here.
class AccessMatrixTest {
    private static final Path FILE = Path.of("../docs/access.md");

    @RegisterExtension static final TestServer server = new TestServer();

    private static final Set<Role> OUTSIDERS =
            EnumSet.of(Role.STRANGER, Role.FORMER, Role.BANNED, Role.BLOCKED);

    private final List<String> faults = new ArrayList<>();

    @Test
    void theTableForPeopleIsCurrent() throws IOException {
        if ("write".equals(System.getProperty("kocmoc.docs"))) {
            Files.writeString(FILE, Matrix.table());
        }
        assertThat(FILE).as("run ./kocmoc docs").hasContent(Matrix.table());
    }

    @Test
    void everyCellIsAsDeclaredAndRefusalsNeitherChangeNorShowAnything() {
        Cast cast = new Cast(server);
        World shared = World.secret(cast, Role.MEMBER, Role.FORMER, Role.BANNED);
        cast.ban();
        try (Outcomes outcomes = new Outcomes(cast)) {
            for (Row row : Matrix.rows()) {
                attempt(row, () -> refusals(row, shared, outcomes));
            }
            for (Role role : OUTSIDERS) {
                assertThat(outcomes.heard(role))
                        .as("heard by " + role)
                        .doesNotContain(World.CANARY);
            }
            // First those that change nothing, last those that kill tokens.
            Matrix.rows().stream()
                    .sorted(
                            Comparator.comparing(Row::isEndOfSessions)
                                    .thenComparing(row -> !row.shape().startsWith("GET ")))
                    .forEach(row -> attempt(row, () -> admissions(row, shared, cast, outcomes)));
        }
        assertThat(faults).isEmpty();
    }

    /// What cannot be prepared is told with the other faults, of which it may be a consequence.
    private void attempt(Row row, Runnable work) {
        try {
            work.run();
        } catch (AssertionError | RuntimeException e) {
            faults.add("%n%s cannot be tried: %s".formatted(row, e));
        }
    }

    /// All who are refused, in the shared world, which stays as it is.
    private void refusals(Row row, World shared, Outcomes outcomes) {
        Map<Role, Call> calls = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            if (!row.expected(role).equals(Row.YES)) {
                calls.put(role, row.call(shared.seenBy(role)));
            }
        }
        if (calls.isEmpty()) {
            return;
        }
        Contents before = Contents.of(server.database());
        calls.forEach((role, call) -> check(row, role, outcomes.of(role, call)));
        Contents after = Contents.of(server.database());
        if (!before.equals(after)) {
            faults.add(
                    row
                            + " changed something for those who are refused: "
                            + Contents.added(before, after)
                            + " was "
                            + Contents.added(after, before));
        }
    }

    /// Each who is let in; what may change something gets a world of its own.
    private void admissions(Row row, World shared, Cast cast, Outcomes outcomes) {
        for (Role role : Role.values()) {
            if (row.expected(role).equals(Row.YES)) {
                World world =
                        row.needsOwnWorld() ? World.of(cast, Role.OWNER, Role.MEMBER) : shared;
                Call call = row.call(world.seenBy(role));
                outcomes.reconnect(role);
                check(row, role, outcomes.of(role, call));
                if (row.isEndOfSessions()) {
                    cast.signInAgain(role);
                }
            }
        }
    }

    private void check(Row row, Role role, Outcomes.Outcome outcome) {
        if (!outcome.name().equals(row.expected(role))) {
            faults.add(
                    "%n%s for %s: %s instead of %s"
                            .formatted(row, role, outcome.name(), row.expected(role)));
        }
        if (!row.mayShow(role) && outcome.text().contains(World.CANARY)) {
            faults.add("%n%s shows %s to %s".formatted(row, outcome.text(), role));
        }
    }
}
