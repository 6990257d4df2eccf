package org.kocmoc.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the callers of a lane's batches, then has the batch announced: callers first, because
/// whoever sent a message waits for it, and whoever reads it does not know yet.
///
/// A thread of its own, so that the lane is at its next batch meanwhile. What callers have attached
/// to their outcome runs here, one after the other, so one thread answers many without waking a
/// thread for each; it must not block. The queue is bounded by the number of callers that wait.
final class Answers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    /// The outcomes of a batch, in its order.
    private record Written(List<PendingSend> batch, List<SendOutcome> outcomes) {}

    private final BlockingQueue<Written> queue = new LinkedBlockingQueue<>();
    private final Publisher publisher;
    private final Thread thread;
    private volatile boolean closing;

    Answers(int number, Publisher publisher) {
        this.publisher = publisher;
        this.thread = Thread.ofVirtual().name("log-answers-" + number).start(this::run);
    }

    void give(List<PendingSend> batch, List<SendOutcome> outcomes) {
        queue.add(new Written(batch, outcomes));
    }

    private void run() {
        while (!closing || !queue.isEmpty()) {
            try {
                Written written = queue.poll(100, TimeUnit.MILLISECONDS);
                if (written != null) {
                    answer(written);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("a batch of the log was not announced");
            }
        }
    }

    private void answer(Written written) {
        List<PendingSend> batch = written.batch();
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).outcome().complete(written.outcomes().get(i));
        }
        for (int i = 0; i < batch.size(); i++) {
            if (written.outcomes().get(i) instanceof SendOutcome.Stored stored) {
                publisher.announce(batch.get(i), stored);
            }
        }
    }

    /// Answers what waits, then stops, and the publisher after it.
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(Duration.ofSeconds(2))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        publisher.close();
    }
}
