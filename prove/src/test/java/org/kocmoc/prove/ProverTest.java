package org.kocmoc.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kocmoc.db.Migrations;

class ProverTest {
    @TempDir static Path shared = Path.of("");

    private static final Build THIS = Build.of(ServerUnderTest.class.getName());
    private static final List<Chaos.Harm> NONE = List.of();

    /// A fault, how to provoke it, and the rules of which one must find it.
    record Planted(Class<?> server, List<Chaos.Harm> harms, Set<String> found) {
        @Override
        public String toString() {
            return server.getSimpleName();
        }
    }

    private static Options options(Class<?> server, List<Chaos.Harm> harms, long seconds) {
        return new Options(seconds, 7, 6, 3, 1, harms, Build.of(server.getName()));
    }

    @Test
    void theServerAsItShipsHoldsEveryRule() throws Exception {
        Options options = options(ServerUnderTest.class, Chaos.ALL, 25);

        Simulation.Outcome outcome = Prove.run(options);

        assertThat(outcome.violations()).as(Report.of(options, outcome)).isEmpty();
        Map<String, Long> counts = outcome.history().counts();
        assertThat(counts.get("acknowledged sends")).isPositive();
        assertThat(counts.get("events received")).isPositive();
        assertThat(counts.keySet()).anyMatch(what -> what.startsWith("fault: "));
    }

    @Test
    void threeServersHoldEveryRule() throws Exception {
        assumeTrue(has("nats-server"), "nats-server is not installed");
        Options options = new Options(25, 7, 6, 3, 3, Chaos.CLUSTER, THIS);

        Simulation.Outcome outcome = Prove.run(options);

        assertThat(outcome.violations()).as(Report.of(options, outcome)).isEmpty();
        assertThat(outcome.history().counts().get("acknowledged sends")).isPositive();
    }

    static Stream<Named<List<Build>>> restarts() throws IOException {
        Build next = Build.of(ServerUnderTest.class.getName(), nextSchema(shared));
        return Stream.of(
                Named.of("with the same build", List.of(THIS, THIS)),
                Named.of("with a build of the next schema, and back", List.of(THIS, next, THIS)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("restarts")
    void serversRestartedOneAfterAnotherLoseNothing(List<Build> builds, @TempDir Path folder)
            throws Exception {
        assumeTrue(has("nats-server"), "nats-server is not installed");
        assumeTrue(has("nginx"), "nginx is not installed");

        RollingOutcome outcome = Rolling.run(folder, new Rolling.Load(2, 6, 24, 50, builds));

        assertThat(outcome.lost()).as(outcome.text()).isZero();
        assertThat(outcome.doubled()).as(outcome.text()).isZero();
        assertThat(outcome.refused()).as(outcome.text()).isZero();
        assertThat(outcome.stored()).isEqualTo(outcome.sent());
        assertThat(outcome.moves()).as(outcome.text()).isPositive();
    }

    /// A folder with a migration that this build does not know, of the kind that releases are made
    /// of: it adds, and nothing that is there has to know.
    private static Path nextSchema(Path folder) throws IOException {
        int newest;
        try (PostgresProcess postgres = PostgresProcess.start(folder.resolve("database"))) {
            newest = new Migrations(postgres.settings()).plan().newest();
        }
        Path migrations = Files.createDirectories(folder.resolve("next/db/migration"));
        Files.writeString(
                migrations.resolve("V" + (newest + 1) + "__next.sql"),
                "ALTER TABLE messages ADD COLUMN next text;"
                        + " CREATE TABLE next (id bigint GENERATED ALWAYS AS IDENTITY)");
        return folder.resolve("next");
    }

    private static boolean has(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "-v").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    static Stream<Planted> faults() {
        return Stream.of(
                new Planted(
                        FaultyServers.WithoutLock.class,
                        NONE,
                        Set.of(new OrderRules.Gapless().name())),
                new Planted(
                        FaultyServers.CheckBeforeLock.class,
                        NONE,
                        Set.of(new AccessRules.Writers().name())),
                new Planted(
                        FaultyServers.EarlyAnswer.class,
                        List.of(Chaos.Harm.KILL),
                        Set.of(new LossRules.Acknowledged().name(), new OrderRules.Pages().name())),
                new Planted(
                        FaultyServers.LostInTheMiddle.class,
                        NONE,
                        Set.of(new OrderRules.Sockets().name())),
                new Planted(
                        FaultyServers.ShownToNewcomers.class,
                        NONE,
                        Set.of(new AccessRules.Readers().name())),
                new Planted(FaultyServers.LostAtTheEnd.class, NONE, Set.of(Simulation.DELIVERY)),
                new Planted(
                        FaultyServers.ReusedNumbers.class,
                        List.of(Chaos.Harm.KILL),
                        Set.of(new OrderRules.OnePlaceOneThing().name())));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aPlantedFaultIsFound(Planted planted) throws Exception {
        Options options = options(planted.server(), planted.harms(), 40);

        Simulation.Outcome outcome = Prove.run(options);

        Set<String> broken =
                outcome.violations().stream().map(Violation::rule).collect(Collectors.toSet());
        assertThat(broken).as(Report.of(options, outcome)).containsAnyElementsOf(planted.found());
    }
}
