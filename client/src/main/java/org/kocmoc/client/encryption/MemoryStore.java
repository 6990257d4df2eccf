package org.kocmoc.client.encryption;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kocmoc.ratchet.RatchetStore;

/// A store that forgets with the process, for tests and for measuring: a transaction costs what it
/// changes, however much the store holds. Any thread, one transaction at a time; they must not be
/// nested.
public final class MemoryStore implements RatchetStore {
    private final Map<String, byte[]> records = new HashMap<>();

    /// An empty store.
    public MemoryStore() {}

    @Override
    public synchronized <T> T transaction(Function<Records, T> work) {
        Undo undo = new Undo();
        boolean done = false;
        try {
            T result = work.apply(undo);
            done = true;
            return result;
        } finally {
            if (!done) {
                undo.run();
            }
        }
    }

    /// Remembers what was there before the first change of each record.
    private final class Undo implements Records {
        private final Map<String, Optional<byte[]>> before = new LinkedHashMap<>();

        @Override
        public Optional<byte[]> get(String name) {
            return Optional.ofNullable(records.get(name)).map(byte[]::clone);
        }

        @Override
        public void put(String name, byte[] value) {
            keep(name, records.put(name, value.clone()));
        }

        @Override
        public void remove(String name) {
            keep(name, records.remove(name));
        }

        private void keep(String name, byte @Nullable [] former) {
            before.putIfAbsent(name, Optional.ofNullable(former));
        }

        private void run() {
            before.forEach(
                    (name, value) ->
                            value.ifPresentOrElse(
                                    bytes -> records.put(name, bytes), () -> records.remove(name)));
        }
    }
}
