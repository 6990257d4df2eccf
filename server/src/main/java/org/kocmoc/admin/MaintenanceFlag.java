package org.kocmoc.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.kocmoc.base.ApiException;
import org.kocmoc.bus.Bus;
import org.kocmoc.db.Database;
import org.kocmoc.http.Maintenance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The switch: maintenance is on while a file exists, so that scripts and several processes on one
/// folder share it and a restart keeps it; or while the switch in the database says so, which all
/// nodes hear. A file made by hand counts for the nodes that see it; one made by the switch goes
/// when any node switches off.
///
/// Reading is a field access; a thread of its own looks at the file twice a second and into the
/// database every two seconds, or at once when the bus tells of a change.
public final class MaintenanceFlag implements Maintenance, AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final int LOOKS_PER_QUESTION = 4;
    private static final String SUBJECT = "maintenance";

    /// What a file holds that the switch made.
    private static final String MARK = "by the switch\n";

    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceFlag.class);

    private final Path file;
    private final Database database;
    private final Bus bus;
    private final Thread watcher;
    private final List<Consumer<Boolean>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean on;
    private volatile boolean asked = true;
    private boolean shared;

    /// @param file absolute path of the flag
    public MaintenanceFlag(Path file, Database database, Bus bus) {
        this.file = file;
        this.database = database;
        this.bus = bus;
        bus.subscribe(SUBJECT, nothing -> asked = true);
        look(true);
        this.watcher = Thread.ofVirtual().name("maintenance-flag").start(this::watch);
    }

    private void watch() {
        try {
            for (int i = 0; true; i++) {
                Thread.sleep(PERIOD);
                look(asked || i % LOOKS_PER_QUESTION == 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look(boolean ask) {
        if (ask) {
            asked = false;
            readShared();
        }
        set(shared || Files.exists(file));
    }

    /// Without an answer, what it said last holds.
    private void readShared() {
        try {
            Optional<Boolean> said = database.read(OperationsStore::maintenance);
            shared = said.orElse(false);
            if (said.isPresent() && !shared && isMarked()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.toString()).log("the switch cannot be read");
        }
    }

    private boolean isMarked() throws IOException {
        return Files.exists(file)
                && Files.size(file) == MARK.length()
                && Files.readString(file).equals(MARK);
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

    /// Switches over, on all nodes, and tells whether maintenance is on then.
    ///
    /// @throws ApiException if that fails; nothing changed then
    synchronized boolean toggle() {
        look(true);
        boolean next = !on;
        try {
            if (next) {
                begin();
            } else {
                share(false);
                Files.deleteIfExists(file);
            }
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.toString()).log("the switch does not move");
            throw new ApiException(
                    next
                            ? AdminError.MAINTENANCE_NOT_ENABLED
                            : AdminError.MAINTENANCE_NOT_DISABLED);
        }
        set(next);
        return next;
    }

    /// A node without its database can still be switched off by itself, as by hand.
    private void begin() throws IOException {
        // First, so that nothing is shared when the folder is read-only.
        Files.createFile(file);
        try {
            share(true);
            Files.writeString(file, MARK);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.toString()).log("only this node is switched off");
        }
    }

    private void share(boolean next) {
        database.write(handle -> OperationsStore.setMaintenance(handle, next));
        shared = next;
        bus.publish(SUBJECT, new byte[] {1});
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
