package org.kocmoc.log;

import java.util.List;

/// Answers the callers of a lane's batches, then has the batch announced: callers first, because
/// whoever sent a message waits for it, and whoever reads it does not know yet.
///
/// On a thread of its own, so that the lane is at its next batch meanwhile. What callers have
/// attached to their outcome runs there, one after the other, so one thread answers many without
/// waking a thread for each; it must not block. What waits is bounded by the number of callers.
final class Answers implements AutoCloseable {
    /// The outcomes of a batch, in its order.
    private record Written(List<PendingSend> batch, List<SendOutcome> outcomes) {}

    private final Publisher publisher;
    private final Worker<Written> worker;

    Answers(int number, Publisher publisher) {
        this.publisher = publisher;
        this.worker = new Worker<>("log-answers-" + number, Integer.MAX_VALUE, this::answer);
    }

    void give(List<PendingSend> batch, List<SendOutcome> outcomes) {
        worker.offer(new Written(batch, outcomes));
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
        worker.close();
        publisher.close();
    }
}
