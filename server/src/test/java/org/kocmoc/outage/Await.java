package org.kocmoc.outage;

import java.time.Duration;
import java.util.function.Supplier;
import org.kocmoc.testkit.Answer;

/// Asking again until the server has recovered.
final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Await() {}

    /// The first answer with that status; any other one must be an honest 503.
    static Answer status(int wanted, Supplier<Answer> asked) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Answer answer = asked.get();
            if (answer.status() == wanted) {
                return answer;
            }
            answer.expect(503);
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still " + answer.text());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
