package org.kocmoc.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LogStreamTest {
    private final List<Long> handedOn = new ArrayList<>();

    private static LogEvent entry(long seq) {
        return LogEvent.plain(seq, 1, "{}".getBytes(UTF_8));
    }

    @Test
    void whatWasBeingReadWhenTheStreamWasClosedIsNotHandedOn() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        LogStream stream =
                new LogStream(
                        after -> {
                            reading.countDown();
                            awaitQuietly(goOn);
                            return List.of(entry(1), entry(2));
                        },
                        event -> handedOn.add(event.seq()),
                        task -> threads.add(Thread.startVirtualThread(task)));
        stream.reach(0);
        stream.committed(2);
        reading.await();

        stream.close();
        goOn.countDown();
        threads.getFirst().join();

        assertThat(handedOn).isEmpty();
        assertThat(threads).hasSize(1);
    }

    @Test
    void whatIsOfferedAfterTheStreamWasClosedIsNotHandedOn() {
        LogStream stream =
                new LogStream(
                        after -> List.of(), event -> handedOn.add(event.seq()), Runnable::run);
        stream.reach(0);
        stream.offer(entry(1));
        stream.close();

        stream.offer(entry(2));

        assertThat(handedOn).containsExactly(1L);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
