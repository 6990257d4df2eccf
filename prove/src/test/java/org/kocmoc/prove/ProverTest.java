package org.kocmoc.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProverTest {
    private static final List<Chaos.Harm> NONE = List.of();

    /// A fault, how to provoke it, and the rules of which one must find it.
    record Planted(Class<?> server, List<Chaos.Harm> harms, Set<String> found) {
        @Override
        public String toString() {
            return server.getSimpleName();
        }
    }

    private static Options options(Class<?> server, List<Chaos.Harm> harms, long seconds) {
        return new Options(seconds, 7, 6, 3, 1, harms, server.getName());
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
        Options options =
                new Options(25, 7, 6, 3, 3, Chaos.CLUSTER, ServerUnderTest.class.getName());

        Simulation.Outcome outcome = Prove.run(options);

        assertThat(outcome.violations()).as(Report.of(options, outcome)).isEmpty();
        assertThat(outcome.history().counts().get("acknowledged sends")).isPositive();
    }

    @Test
    void serversRestartedOneAfterAnotherLoseNothing(@TempDir Path folder) throws Exception {
        assumeTrue(has("nats-server"), "nats-server is not installed");
        assumeTrue(has("nginx"), "nginx is not installed");

        Rolling.Outcome outcome = Rolling.run(folder, new Rolling.Load(2, 6, 24, 50, 1));

        assertThat(outcome.lost()).as(outcome.text()).isZero();
        assertThat(outcome.doubled()).as(outcome.text()).isZero();
        assertThat(outcome.refused()).as(outcome.text()).isZero();
        assertThat(outcome.stored()).isEqualTo(outcome.sent());
        assertThat(outcome.moved()).isGreaterThanOrEqualTo(24);
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
                new Planted(FaultyServers.LostAtTheEnd.class, NONE, Set.of(Simulation.DELIVERY)),
                new Planted(
                        FaultyServers.ReusedNumbers.class,
                        List.of(Chaos.Harm.KILL),
                        Set.of(new OrderRules.OnePlaceOneThing().name())));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aPlantedFaultIsFound(Planted planted) throws Exception {
        Options options = options(planted.server(), planted.harms(), 20);

        Simulation.Outcome outcome = Prove.run(options);

        Set<String> broken =
                outcome.violations().stream().map(Violation::rule).collect(Collectors.toSet());
        assertThat(broken).as(Report.of(options, outcome)).containsAnyElementsOf(planted.found());
    }
}
