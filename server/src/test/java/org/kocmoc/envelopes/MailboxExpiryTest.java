package org.kocmoc.envelopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.bus.LocalBus;
import org.kocmoc.db.Database;
import org.kocmoc.keys.KeysFeature;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.Epoch;
import org.kocmoc.log.UserLog;
import org.kocmoc.presence.SightChanges;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.users.UsersFeature;

class MailboxExpiryTest {
    @RegisterExtension static final TestServer server = new TestServer();

    @Test
    void whatNobodyFetchesEndsAfterThirtyDays() {
        Person ada = server.people().newcomer("Ada");
        CryptoDevice one = CryptoDevice.first(ada, 2);
        CryptoDevice two = one.link(2, 2);
        one.start(ada);
        one.api
                .post(
                        "/api/e2ee/mailbox",
                        Map.of("envelopes", List.of(one.seal(two.keys, new byte[9]))))
                .expect(200);
        TestClock clock = new TestClock();
        Mailboxes mailboxes = mailboxes(clock);

        clock.advance(Duration.ofDays(29));
        mailboxes.expire();
        assertThat(waiting(two)).isEqualTo(1);
        clock.advance(Duration.ofDays(2));
        mailboxes.expire();
        assertThat(waiting(two)).isZero();
    }

    private static int waiting(CryptoDevice device) {
        return device.api.get("/api/e2ee/mailbox").json().path("items").size();
    }

    private static Mailboxes mailboxes(TestClock clock) {
        Database database = server.database();
        LocalBus bus = new LocalBus();
        Epoch epoch = Epoch.read(database);
        UserLog log = new UserLog(database, bus, clock, epoch);
        RateLimiter limiter = RateLimiter.unlimited();
        UsersFeature users = new UsersFeature(database, log, limiter, new SightChanges(bus));
        KeysFeature keys =
                new KeysFeature(
                        new KeysFeature.Parts(
                                database,
                                log,
                                epoch,
                                users.relations(),
                                new org.kocmoc.chats.ChatAccess(database),
                                limiter,
                                clock),
                        (user, password, code) -> {});
        return new Mailboxes(database, keys, bus, limiter, clock);
    }
}
