package org.kocmoc.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PostgresWatchTest {
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    /// Lives, refuses as often as told and starts only at the second try.
    private static final class Stuck implements PostgresWatch.Postgres {
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger starts = new AtomicInteger();
        private final CountDownLatch started = new CountDownLatch(1);
        private final CountDownLatch askedEnough = new CountDownLatch(20);
        private final int refusals;

        private Stuck(int refusals) {
            this.refusals = refusals;
        }

        @Override
        public boolean lives() {
            return true;
        }

        @Override
        public void start() throws IOException {
            if (starts.incrementAndGet() == 1) {
                throw new IOException("No space left on device");
            }
            started.countDown();
        }

        @Override
        public boolean isIdleAndRefuses() {
            askedEnough.countDown();
            return asked.incrementAndGet() <= refusals && started.getCount() > 0;
        }

        @Override
        public String lastWords() {
            return "";
        }
    }

    @Test
    void whoRefusesEverybodyAndDoesNothingAboutItIsStartedAgain() throws InterruptedException {
        Stuck postgres = new Stuck(Integer.MAX_VALUE);
        try (PostgresWatch watch = new PostgresWatch(postgres, AT_ONCE)) {
            assertThat(postgres.started.await(60, TimeUnit.SECONDS)).as("%s", watch).isTrue();
        }
        assertThat(postgres.starts).hasValue(2);
    }

    @Test
    void aLookThatFailsDoesNotEndTheWatch() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(1);
        PostgresWatch.Postgres dead =
                new PostgresWatch.Postgres() {
                    @Override
                    public boolean lives() {
                        looks.incrementAndGet();
                        return false;
                    }

                    @Override
                    public void start() {
                        started.countDown();
                    }

                    @Override
                    public boolean isIdleAndRefuses() {
                        return false;
                    }

                    @Override
                    public String lastWords() {
                        if (looks.get() == 1) {
                            throw new UncheckedIOException(new IOException("no such folder"));
                        }
                        return "";
                    }
                };
        try (PostgresWatch watch = new PostgresWatch(dead, AT_ONCE)) {
            assertThat(started.await(60, TimeUnit.SECONDS)).as("%s", watch).isTrue();
        }
    }

    @Test
    void whoRefusesForAMomentIsLeftAlone() throws InterruptedException {
        Stuck postgres = new Stuck(2);
        try (PostgresWatch watch = new PostgresWatch(postgres, AT_ONCE)) {
            assertThat(postgres.askedEnough.await(60, TimeUnit.SECONDS)).as("%s", watch).isTrue();
        }
        assertThat(postgres.starts).hasValue(0);
    }
}
