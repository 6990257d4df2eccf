package org.kocmoc.marks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

@Timeout(30)
class MarkQueueTest {
    private static final Mark MARK = new Mark(new ChatId(1), new UserId(2), 3);

    /// As a drain that comes while a batch is in the database, whose driver gives up when it is
    /// interrupted.
    @Test
    void whatIsBeingWrittenAtTheEndIsWritten() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        List<Mark> written = new CopyOnWriteArrayList<>();
        MarkQueue queue =
                new MarkQueue(
                        "marks",
                        marks -> {
                            writing.countDown();
                            try {
                                Thread.sleep(300);
                                written.addAll(marks);
                            } catch (InterruptedException e) {
                                throw new IllegalStateException("rolled back", e);
                            }
                        });
        queue.add(MARK);
        assertThat(writing.await(20, TimeUnit.SECONDS)).isTrue();
        queue.close();

        assertThat(written).containsExactly(MARK);
    }
}
