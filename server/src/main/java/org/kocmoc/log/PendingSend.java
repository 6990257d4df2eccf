package org.kocmoc.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.kocmoc.base.ApiException;

/// One caller's wait for its message. The caller may give up; the writer answers at most once.
final class PendingSend {
    private final NewMessage message;
    private final Announcement announcement;
    private final CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
    private final long since = System.nanoTime();
    private boolean uncertain;

    PendingSend(NewMessage message, Announcement announcement) {
        this.message = message;
        this.announcement = announcement;
    }

    /// Whether it has waited for longer than this.
    boolean hasWaited(Duration time) {
        return System.nanoTime() - since > time.toNanos();
    }

    NewMessage message() {
        return message;
    }

    Announcement announcement() {
        return announcement;
    }

    CompletableFuture<SendOutcome> outcome() {
        return outcome;
    }

    /// Whether the caller has been answered or has given up.
    boolean isOver() {
        return outcome.isDone();
    }

    /// Tells the caller to ask again with the same id.
    void giveUp() {
        outcome.completeExceptionally(new ApiException(LogError.OUTCOME_UNKNOWN, LogWriter.RETRY));
    }

    /// Notes that a commit of this message was lost on the way: that it turns out to be stored
    /// already then does not mean that anybody was told of it. Only the lane's thread.
    void becameUncertain() {
        uncertain = true;
    }

    boolean isUncertain() {
        return uncertain;
    }
}
