package org.kocmoc.client.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.testkit.TestServer;

/// Devices talk in groups and in a chat of two over a line that loses, doubles, delays and
/// reorders; their processes die, they lose sessions, chains and keys, are linked and taken off,
/// people come and go, weeks go by, and the server is restored from a backup. In the end every
/// message that the server accepted has been read once by every device that was entitled to it, in
/// its place, and by no other one, and nobody needs a person's help.
///
/// A history that fails is printed with its seed and made as short as possible.
/// `-Dchaos.messages=10000 -Dchaos.people=10 -Dchaos.devices=2 -Dchaos.seed=1` make it the long
/// one.
@Timeout(20_000)
class EncryptedChaosTest {
    private static final ShiftedClock CLOCK = new ShiftedClock();

    @RegisterExtension static final TestServer server = new TestServer().with(CLOCK);

    private static final int MESSAGES = Integer.getInteger("chaos.messages", 80);
    private static final World.Size SIZE =
            new World.Size(
                    Integer.getInteger("chaos.people", 4), Integer.getInteger("chaos.devices", 2));
    private static final long SEED = Long.getLong("chaos.seed", 1);
    private static final int TOLD_EVERY = 1_000;
    private static final int SHRINKING =
            Integer.getInteger("chaos.shrink", MESSAGES > 1_000 ? 0 : 12);

    @TempDir Path spool;

    @Test
    void whatWasAcceptedIsReadOnceByThoseEntitledToIt() {
        requireHolds(History.random(SEED, MESSAGES));
    }

    private void requireHolds(History history) {
        long start = System.nanoTime();
        Optional<Violation> violation = violation(history);
        System.out.printf(
                "seed %d, %d s%n", SEED, Duration.ofNanos(System.nanoTime() - start).toSeconds());
        if (violation.isPresent()) {
            System.out.println(history + "\n" + violation.get() + "\nLooking for less that fails.");
            AtomicReference<Violation> last = new AtomicReference<>(violation.get());
            History shortest =
                    history.shrunk(
                            part -> {
                                Optional<Violation> again = violation(part);
                                again.ifPresent(last::set);
                                return again.isPresent();
                            },
                            SHRINKING);
            throw new Violation(last.get().getMessage() + "\n" + shortest, last.get());
        }
    }

    private Optional<Violation> violation(History history) {
        try {
            run(history);
            return Optional.empty();
        } catch (Violation e) {
            return Optional.of(e);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A long history says now and then how far it has come.
    private static void live(List<Step> steps, Course course) {
        for (int i = 0; i < steps.size(); i++) {
            course.take(steps.get(i));
            if ((i + 1) % TOLD_EVERY == 0) {
                System.out.printf("step %d of %d%n", i + 1, steps.size());
            }
        }
    }

    private void run(History history) throws IOException, InterruptedException {
        try (World world = new World(server, CLOCK, spool, SIZE)) {
            world.line(new BadLine(history.seed()));
            Course course = new Course(world);
            live(history.steps(), course);
            Ending.Outcome outcome = new Ending(world, course, history.seed()).check();
            System.out.printf(
                    "%d messages, %d devices: %d of %d receipts could not be read at first (%.3f %%), 0 at the end%n",
                    outcome.accepted(),
                    world.everyPhone().size(),
                    outcome.failures(),
                    outcome.receipts(),
                    100.0 * outcome.failures() / Math.max(1, outcome.receipts()));
        }
    }
}
