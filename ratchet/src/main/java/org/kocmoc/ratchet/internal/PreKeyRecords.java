package org.kocmoc.ratchet.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.RatchetStore.Records;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.primitive.Secret;

/// This device's own pre-keys in the caller's records: `prekey/KIND/ID` for each pair,
/// `prekeys/KIND` for the last id and what is being retired, `basekeys/ID` for the first messages
/// that a last-resort key has seen.
public final class PreKeyRecords {
    private static final int SCHEMA = 1;
    private static final int MAX_KEY = 4_096;
    private static final int MAX_RETIRED = 1_000;
    private static final int BASE_KEY_ENTRY = 36;

    private final Records records;

    /// Works on the records of one transaction.
    public PreKeyRecords(Records records) {
        this.records = records;
    }

    /// The three kinds; each counts its own ids.
    public enum Kind {
        /// Signed X25519 keys.
        SIGNED("signed"),
        /// One-time X25519 keys.
        ONE_TIME("one-time"),
        /// ML-KEM keys, one-time and last-resort.
        KEM("kem");

        private final String path;

        Kind(String path) {
            this.path = path;
        }
    }

    /// A stored pair.
    public record Pair(Secret privateKey, Bytes publicKey, int flags) {}

    private record Retired(int id, long atMs) {}

    /// Last id given and id of the current key, 0 if none; and what was replaced.
    private record Index(int last, int current, List<Retired> retired) {}

    /// Stores a new pair under the next id, which is never given again.
    public int add(Kind kind, Pair pair) {
        Index index = index(kind);
        int id = Math.incrementExact(index.last());
        save(kind, new Index(id, index.current(), index.retired()));
        records.put(
                name(kind, id),
                new ProtoWriter(MAX_KEY)
                        .number(1, SCHEMA)
                        .bytes(2, pair.privateKey().bytes())
                        .bytes(3, pair.publicKey())
                        .number(4, pair.flags())
                        .done());
        return id;
    }

    /// Makes a key the current one of its kind; the former is retired.
    public void makeCurrent(Kind kind, int id, long nowMs) {
        Index index = index(kind);
        List<Retired> retired = new ArrayList<>(index.retired());
        if (index.current() != 0) {
            retired.add(new Retired(index.current(), nowMs));
        }
        save(kind, new Index(index.last(), id, retired));
    }

    /// Deletes keys of a kind that were retired before a time.
    public void deleteRetired(Kind kind, long beforeMs) {
        Index index = index(kind);
        List<Retired> kept = new ArrayList<>();
        for (Retired old : index.retired()) {
            if (old.atMs() < beforeMs) {
                remove(kind, old.id());
            } else {
                kept.add(old);
            }
        }
        save(kind, new Index(index.last(), index.current(), kept));
    }

    /// A pair by id.
    public Optional<Pair> find(Kind kind, int id) {
        return records.get(name(kind, id)).map(PreKeyRecords::pair);
    }

    /// Deletes a pair and, with a last-resort key, what it has seen.
    public void remove(Kind kind, int id) {
        records.remove(name(kind, id));
        if (kind == Kind.KEM) {
            records.remove(seenName(id));
        }
    }

    /// Notes a first message for a last-resort key; `REUSED_BASE_KEY` if it was there.
    public void remember(int kemId, int signedId, Bytes baseKey) {
        byte[] seen = records.get(seenName(kemId)).orElse(new byte[0]);
        byte[] entry = new Packer().u32(signedId).bytes(baseKey).done();
        for (int at = 0; at + BASE_KEY_ENTRY <= seen.length; at += BASE_KEY_ENTRY) {
            // Public values: the time this takes tells nothing secret.
            if (Arrays.equals(seen, at, at + BASE_KEY_ENTRY, entry, 0, BASE_KEY_ENTRY)) {
                throw new RatchetException(Reason.REUSED_BASE_KEY, "this first message was used");
            }
        }
        if (seen.length >= Limits.BASE_KEYS * BASE_KEY_ENTRY) {
            throw new RatchetException(Reason.TOO_MANY, "rotate the last-resort key");
        }
        records.put(seenName(kemId), Secret.join(seen, entry));
    }

    private static Pair pair(byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        schema(in);
        Pair pair =
                new Pair(
                        Secret.of(in.bytes(2, 1, MAX_KEY)),
                        Bytes.of(in.bytes(3, 1, MAX_KEY)),
                        (int) in.number(4, 1));
        in.end();
        return pair;
    }

    private Index index(Kind kind) {
        Optional<byte[]> stored = records.get("prekeys/" + kind.path);
        if (stored.isEmpty()) {
            return new Index(0, 0, List.of());
        }
        ProtoReader in = ProtoReader.ofStored(stored.get());
        schema(in);
        int last = in.u32(2);
        int current = in.u32(3);
        List<Retired> retired = new ArrayList<>();
        while (retired.size() < MAX_RETIRED && in.next(4)) {
            ProtoReader one = ProtoReader.ofStored(in.bytes(4, 0, 64));
            retired.add(new Retired(one.u32(1), one.u64(2)));
            one.end();
        }
        in.end();
        return new Index(last, current, retired);
    }

    private void save(Kind kind, Index index) {
        ProtoWriter out =
                new ProtoWriter()
                        .number(1, SCHEMA)
                        .number(2, index.last())
                        .number(3, index.current());
        for (Retired old : index.retired()) {
            out.bytes(4, new ProtoWriter().number(1, old.id()).number(2, old.atMs()).done());
        }
        records.put("prekeys/" + kind.path, out.done());
    }

    private static void schema(ProtoReader in) {
        if (in.u32(1) != SCHEMA) {
            throw new RatchetException(Reason.UNSUPPORTED_VERSION, "pre-keys of a newer version");
        }
    }

    private static String name(Kind kind, int id) {
        return "prekey/" + kind.path + "/" + id;
    }

    private static String seenName(int kemId) {
        return "basekeys/" + kemId;
    }
}
