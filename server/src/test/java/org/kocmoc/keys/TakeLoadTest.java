package org.kocmoc.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.Bytes;
import org.kocmoc.bus.LocalBus;
import org.kocmoc.limits.LocalRateLimiter;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.Epoch;
import org.kocmoc.log.UserLog;
import org.kocmoc.ratchet.PreKeyBundle;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.users.Relations;
import org.kocmoc.wire.Caller;

class TakeLoadTest {
    private static final int KEYS = 20_000;
    private static final int TAKERS = 32;

    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().newcomer("Ada");

    private static Bundles bundles(RateLimiter limiter) {
        Epoch epoch = Epoch.read(server.database());
        InstantSource clock = InstantSource.system();
        return new Bundles(
                server.database(),
                new Relations(server.database()),
                new UserLog(server.database(), new LocalBus(), clock, epoch),
                epoch,
                limiter,
                clock);
    }

    private static Caller taker(String name) {
        Person person = server.people().newcomer(name);
        String token = CryptoDevice.first(person, 1).token();
        return new Caller(person.id(), false, Optional.empty(), Bytes.sha256Hex(token));
    }

    /// The keys go in by SQL: what a device may have at once is far less.
    private void manyKeys() {
        server.database()
                .execute(
                        h ->
                                h.execute(
                                        """
                                        INSERT INTO e2ee_one_time_keys (user_id, device_id, key_id, epoch, key)
                                        SELECT user_id, device_id, key_id + i, epoch, key
                                        FROM e2ee_one_time_keys, generate_series(1, ?) AS i WHERE user_id = ?
                                        """,
                                        KEYS - 1,
                                        ada.id().value()));
    }

    @Test
    void twentyThousandConcurrentTakesNeverGetTheSameKey() throws Exception {
        CryptoDevice.first(ada, 1);
        manyKeys();
        Bundles bundles = bundles(RateLimiter.unlimited());
        Caller taker = taker("Bob");
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger left = new AtomicInteger(KEYS);
        AtomicInteger twice = new AtomicInteger();
        long start = System.nanoTime();
        try (ExecutorService takers = Executors.newFixedThreadPool(TAKERS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < TAKERS; i++) {
                all.add(
                        takers.submit(
                                () -> {
                                    while (left.getAndDecrement() > 0) {
                                        for (Bundles.Taken taken :
                                                bundles.take(taker, ada.id(), Set.of()).bundles()) {
                                            PreKeyBundle.parse(taken.bundle())
                                                    .oneTime()
                                                    .filter(key -> !seen.add(key.id()))
                                                    .ifPresent(key -> twice.incrementAndGet());
                                        }
                                    }
                                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "takes of one device's keys: %.0f/s by %d takers%n", KEYS / seconds, TAKERS);
        assertThat(twice).hasValue(0);
        assertThat(seen).hasSize(KEYS);
    }

    @Test
    void whoTakesTooOftenGetsTheKeysThatServeEverybody() {
        CryptoDevice.first(ada, 10);
        Bundles bundles = bundles(new LocalRateLimiter());
        Caller taker = taker("Bob");
        for (int i = 0; i < 8; i++) {
            PreKeyBundle bundle =
                    PreKeyBundle.parse(
                            bundles.take(taker, ada.id(), Set.of()).bundles().getFirst().bundle());
            assertThat(bundle.oneTime().isPresent()).isEqualTo(i < 5);
            assertThat(bundle.kem().isLastResort()).isEqualTo(i >= 5);
        }
        Caller other = taker("Carol");
        assertThat(
                        PreKeyBundle.parse(
                                        bundles.take(other, ada.id(), Set.of())
                                                .bundles()
                                                .getFirst()
                                                .bundle())
                                .oneTime())
                .isPresent();
    }
}
