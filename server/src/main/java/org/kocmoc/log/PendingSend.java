package org.kocmoc.log;

import java.util.concurrent.CompletableFuture;

/// One caller's wait for its message. The caller may give up; the writer answers at most once.
final class PendingSend {
    private final NewMessage message;
    private final Announcement announcement;
    private final CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
    private boolean uncertain;

    PendingSend(NewMessage message, Announcement announcement) {
        this.message = message;
        this.announcement = announcement;
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

    /// Notes that a commit of this message was lost on the way: that it turns out to be stored
    /// already then does not mean that anybody was told of it. Only the lane's thread.
    void becameUncertain() {
        uncertain = true;
    }

    boolean isUncertain() {
        return uncertain;
    }
}
