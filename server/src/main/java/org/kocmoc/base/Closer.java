package org.kocmoc.base;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Closes what was opened, last first; one failure does not keep the others open. One thread.
public final class Closer implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /// Remembers a resource and returns it.
    public <T extends AutoCloseable> T add(T resource) {
        open.push(resource);
        return resource;
    }

    /// Closes everything; the first failure is thrown with the later ones suppressed.
    @Override
    public void close() {
        @Nullable RuntimeException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("closing failed", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
