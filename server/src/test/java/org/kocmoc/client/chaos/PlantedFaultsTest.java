package org.kocmoc.client.chaos;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.client.chaos.Step.Kind;
import org.kocmoc.testkit.TestServer;

/// What the run over encrypted chats is there to find, it finds: each test makes one thing go wrong
/// that must not.
@Timeout(300)
class PlantedFaultsTest {
    private static final ShiftedClock CLOCK = new ShiftedClock();

    @RegisterExtension static final TestServer server = new TestServer().with(CLOCK);

    private static final int FIRST_GROUP = 0;
    private static final int PAIR = 2;
    private static final int LAST = 2;

    @TempDir Path spool;

    private World world;
    private Course course;

    @BeforeEach
    void begin() throws IOException {
        world = new World(server, CLOCK, spool, new World.Size(LAST + 1, 1));
        course = new Course(world);
    }

    @AfterEach
    void end() {
        world.close();
    }

    private void step(Kind kind, int who, int other) {
        course.take(new Step(kind, who, other, 1));
    }

    private void check() throws InterruptedException {
        new Ending(world, course, 1).check();
    }

    @Test
    void aLostEnvelopeIsFound() {
        step(Kind.SAY, 0, PAIR);
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        "DELETE FROM e2ee_mailbox WHERE chat_id = ?",
                                        world.chat(PAIR)));

        assertThatThrownBy(this::check)
                .isInstanceOf(Violation.class)
                .hasMessageContaining("never got");
    }

    @Test
    void aRequestThatIsNeverAnsweredIsFound() {
        step(Kind.SAY, 0, FIRST_GROUP);
        step(Kind.RECEIVE, 1, 0);
        step(Kind.LOSE_ALL_SESSIONS, 1, 0);
        step(Kind.SAY, 0, FIRST_GROUP);
        Truth.Message said = world.truth().messages().getLast();
        Damage.remove(
                world.phone(0),
                "sdk.text.%d.%d.%s"
                        .formatted(
                                said.ref().sender().userId(),
                                said.ref().sender().deviceId(),
                                said.ref().uuid().hex()));

        assertThatThrownBy(this::check)
                .isInstanceOf(Violation.class)
                .hasMessageContaining("no rest");
    }

    @Test
    void aKeyThatSomebodyRemovedStillHasIsFound() {
        step(Kind.SAY, 0, FIRST_GROUP);
        step(Kind.RECEIVE, LAST, 0);
        step(Kind.REMOVE, 0, FIRST_GROUP);
        // So the sender does not see that somebody has its chain who is no longer to read.
        Damage.remove(world.phone(0), "sdk.holders." + world.chat(FIRST_GROUP));
        // The roster of before would have it note them once more.
        world.phone(0).stop();

        assertThatThrownBy(() -> step(Kind.SAY, 0, FIRST_GROUP))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("can read");
    }
}
