package org.kocmoc.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.PushReceiver;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;

/// Push on a server whose clock is wrong: signs of life go by the database's.
@Timeout(120)
class PushClockTest {
    private static final TestClock CLOCK = new TestClock();

    @RegisterExtension
    static final TestServer server =
            new TestServer().with("PUSH_TRUSTED_HOSTS", "127.0.0.1").with(CLOCK);

    @Test
    void aClockThatIsAheadTakesNobodyWhoIsHereForAway() throws Exception {
        CLOCK.advance(Duration.ofHours(1));
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        Person carol = server.people().newcomer("Carol");
        try (PushReceiver adas = new PushReceiver();
                PushReceiver carols = new PushReceiver();
                TestSocket socket = TestSocket.of(server, ada)) {
            ada.api().post("/api/push/subscriptions", adas.subscription()).expect(201);
            carol.api().post("/api/push/subscriptions", carols.subscription()).expect(201);
            long group = bob.group(ada, carol);
            awaitOnline(ada);

            bob.say(group, "live");

            carols.await(1);
            assertThat(told(ada)).isZero();
            assertThat(told(carol)).isEqualTo(1);
            assertThat(socket.frames()).isNotEmpty();
        }
    }

    private static void awaitOnline(Person person) throws InterruptedException {
        while (count("SELECT count(*) FROM presence WHERE user_id = ?", person) == 0) {
            Thread.sleep(20);
        }
    }

    /// In how many chats somebody was found away; noted for all of a message's readers at once.
    private static long told(Person person) {
        return count("SELECT count(*) FROM push_told WHERE user_id = ?", person);
    }

    private static long count(String sql, Person person) {
        return server.database()
                .read(
                        handle ->
                                handle.createQuery(sql)
                                        .bind(0, person.id())
                                        .mapTo(Long.class)
                                        .one());
    }
}
