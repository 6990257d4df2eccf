package org.kocmoc.ratchet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.primitive.Gcm;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// Where a device keeps its secrets: a small key-value store with transactions, provided by the
/// caller. All ratchet work of one device runs in one transaction at a time, and what the caller
/// stores itself (the decrypted message, the outgoing ciphertext) belongs into the same one.
public interface RatchetStore {
    /// Runs the work on the records; keeps all changes if it returns, none if it throws.
    <T> T transaction(Function<Records, T> work);

    /// The same for work that has no result.
    default void update(Consumer<Records> work) {
        transaction(
                records -> {
                    work.accept(records);
                    return Boolean.TRUE;
                });
    }

    /// The records within one transaction. Names are ASCII, values are opaque.
    interface Records {
        /// The value stored under a name.
        Optional<byte[]> get(String name);

        /// Stores a value.
        void put(String name, byte[] value);

        /// Removes a value; nothing happens if there is none.
        void remove(String name);
    }

    /// A store in memory, whose whole content can be sealed for a file: copies all of it for each
    /// transaction. One thread at a time.
    final class Memory implements RatchetStore {
        private static final int SCHEMA = 1;
        private static final int MAX_NAME = 512;
        private static final byte[] AAD = "kocmoc/store/1\0".getBytes(US_ASCII);

        private Map<String, byte[]> records = new TreeMap<>();

        /// An empty store.
        public Memory() {}

        @Override
        public synchronized <T> T transaction(Function<Records, T> work) {
            Map<String, byte[]> copy = new TreeMap<>(records);
            T result = work.apply(new Copy(copy));
            records = copy;
            return result;
        }

        /// Everything, under a key of 32 bytes that the caller protects.
        public synchronized byte[] seal(byte[] key) {
            ProtoWriter out = new ProtoWriter(4_096).number(1, SCHEMA);
            records.forEach(
                    (name, value) ->
                            out.bytes(
                                    2,
                                    new ProtoWriter(value.length + 64)
                                            .bytes(1, ascii(name))
                                            .bytes(2, value)
                                            .done()));
            byte[] nonce = Primitives.standard().draw(Gcm.NONCE_SIZE);
            return Secret.join(
                    nonce, Primitives.standard().gcm().seal(key, nonce, AAD, out.done()));
        }

        /// The store again. `UNDECRYPTABLE` with another key or if a byte changed.
        public static Memory open(byte[] key, byte[] sealed) {
            if (sealed.length < Gcm.NONCE_SIZE + Gcm.TAG_SIZE) {
                throw new RatchetException(Reason.MALFORMED, "too short for a sealed store");
            }
            byte[] nonce = Arrays.copyOf(sealed, Gcm.NONCE_SIZE);
            byte[] body = Arrays.copyOfRange(sealed, Gcm.NONCE_SIZE, sealed.length);
            ProtoReader in =
                    ProtoReader.ofStored(Primitives.standard().gcm().open(key, nonce, AAD, body));
            if (in.u32(1) != SCHEMA) {
                throw new RatchetException(Reason.UNSUPPORTED_VERSION, "store of a newer version");
            }
            Memory store = new Memory();
            while (in.next(2)) {
                ProtoReader one = ProtoReader.ofStored(in.bytes(2, 0, body.length));
                String name = new String(one.bytes(1, 1, MAX_NAME), US_ASCII);
                store.records.put(name, one.bytes(2, 0, body.length));
                one.end();
            }
            in.end();
            return store;
        }

        /// Every record, by name.
        synchronized void forEach(BiConsumer<String, byte[]> action) {
            records.forEach(action);
        }

        private record Copy(Map<String, byte[]> map) implements Records {
            @Override
            public Optional<byte[]> get(String name) {
                return Optional.ofNullable(map.get(name)).map(byte[]::clone);
            }

            @Override
            public void put(String name, byte[] value) {
                map.put(name, value.clone());
            }

            @Override
            public void remove(String name) {
                map.remove(name);
            }
        }

        private static byte[] ascii(String name) {
            return name.getBytes(US_ASCII);
        }
    }
}
