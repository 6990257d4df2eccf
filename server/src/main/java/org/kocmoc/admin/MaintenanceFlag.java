package org.kocmoc.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.kocmoc.base.ApiException;
import org.kocmoc.http.Maintenance;

/// The switch: maintenance is on while a file exists, so that scripts and several processes on one
/// folder share it and a restart keeps it.
///
/// Reading is a field access; a thread of its own looks at the file twice a second.
public final class MaintenanceFlag implements Maintenance, AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final Path file;
    private final Thread watcher;
    private volatile boolean on;
    private final List<Consumer<Boolean>> listeners = new CopyOnWriteArrayList<>();

    /// @param file absolute path of the flag
    public MaintenanceFlag(Path file) {
        this.file = file;
        this.on = Files.exists(file);
        this.watcher = Thread.ofVirtual().name("maintenance-flag").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look() {
        set(Files.exists(file));
    }

    private void set(boolean next) {
        if (on != next) {
            on = next;
            listeners.forEach(listener -> listener.accept(next));
        }
    }

    /// Calls whenever maintenance begins or ends; must return quickly.
    public void listen(Consumer<Boolean> listener) {
        listeners.add(listener);
    }

    @Override
    public boolean isOn() {
        return on;
    }

    /// Switches over and tells whether maintenance is on then.
    ///
    /// @throws ApiException if the file cannot be made or removed; nothing changed then
    synchronized boolean toggle() {
        boolean next = !Files.exists(file);
        try {
            if (next) {
                Files.createFile(file);
            } else {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new ApiException(
                    next
                            ? AdminError.MAINTENANCE_NOT_ENABLED
                            : AdminError.MAINTENANCE_NOT_DISABLED);
        }
        set(next);
        return next;
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
