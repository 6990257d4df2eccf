package org.kocmoc.log;

import java.util.concurrent.CompletableFuture;

/// One caller's wait for its message. The caller may give up; the writer answers at most once.
final class PendingSend {
    private final NewMessage message;
    private final CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();

    PendingSend(NewMessage message) {
        this.message = message;
    }

    NewMessage message() {
        return message;
    }

    CompletableFuture<SendOutcome> outcome() {
        return outcome;
    }

    /// Whether the caller has been answered or has given up.
    boolean isOver() {
        return outcome.isDone();
    }
}
