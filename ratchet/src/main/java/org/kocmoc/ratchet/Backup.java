package org.kocmoc.ratchet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.Padding;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.encoding.Unpacker;
import org.kocmoc.ratchet.internal.Limits;
import org.kocmoc.ratchet.primitive.Gcm;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// The blobs of a backup. Blob 1 holds the account, blobs 2 and up hold message keys. Ratchet state
/// is never backed up: two devices on one state would use keys twice.
public final class Backup {
    /// The number of the account's blob.
    public static final int ACCOUNT_INDEX = 1;

    private static final int VERSION = 1;
    private static final int KEY = 32;
    private static final int UUID = 16;

    private Backup() {}

    /// What the user knows of another user's key.
    public enum State {
        /// Taken on trust.
        SEEN,
        /// Compared in person.
        VERIFIED
    }

    /// One contact's key.
    public record Verification(long userId, Bytes accountKey, State state, long atMs) {}

    /// Content of blob 1.
    ///
    /// @param verifications ascending by user
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    public record Account(
            byte[] accountSeed, DeviceList.Signed devices, List<Verification> verifications) {
        /// Copies and sorts the verifications.
        public Account {
            verifications =
                    verifications.stream()
                            .sorted(Comparator.comparingLong(Verification::userId))
                            .toList();
        }

        @Override
        public String toString() {
            return "Backup.Account[" + devices.list().userId() + "]";
        }
    }

    /// The key of one message body.
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    public record MessageKey(long chatId, Bytes uuid, byte[] key, Bytes bodyHash) {
        @Override
        public String toString() {
            return "Backup.MessageKey[" + uuid + "]";
        }
    }

    /// Seals the account's blob. The version must be higher than that of the blob it replaces.
    public static byte[] seal(BackupKey key, long userId, long version, Account account) {
        return seal(
                Primitives.standard(),
                key,
                new Place(userId, ACCOUNT_INDEX, version),
                encode(account));
    }

    /// Seals a blob of message keys. The version must be higher than that of the blob it replaces.
    public static byte[] seal(
            BackupKey key, long userId, int index, long version, List<MessageKey> keys) {
        if (index <= ACCOUNT_INDEX) {
            throw new RatchetException(Reason.MALFORMED, "message keys begin at blob 2");
        }
        return seal(Primitives.standard(), key, new Place(userId, index, version), encode(keys));
    }

    /// The account again. `LIST_ROLLBACK` if the blob is older than the lowest acceptable version.
    public static Account openAccount(BackupKey key, long userId, long minVersion, byte[] blob) {
        return decodeAccount(open(key, new Place(userId, ACCOUNT_INDEX, minVersion), blob));
    }

    /// Message keys again. `LIST_ROLLBACK` if the blob is older than the lowest acceptable version.
    public static List<MessageKey> openMessageKeys(
            BackupKey key, long userId, int index, long minVersion, byte[] blob) {
        return decodeMessageKeys(open(key, new Place(userId, index, minVersion), blob));
    }

    /// Whose blob, which one, which version.
    record Place(long userId, int index, long version) {
        byte[] aad() {
            return new Packer("kocmoc/backup/1 blob")
                    .u64(userId)
                    .u8(VERSION)
                    .u32(index)
                    .u64(version)
                    .done();
        }

        private byte[] key(BackupKey key) {
            return index == ACCOUNT_INDEX ? key.accountKey() : key.contentKey();
        }
    }

    static byte[] seal(Primitives primitives, BackupKey key, Place place, byte[] plain) {
        byte[] padded = Padding.pad(plain);
        if (padded.length > Limits.BACKUP_BLOB) {
            throw new RatchetException(Reason.TOO_LARGE, "blob too large");
        }
        byte[] nonce = primitives.draw(Gcm.NONCE_SIZE);
        byte[] sealed = primitives.gcm().seal(place.key(key), nonce, place.aad(), padded);
        Secret.wipe(plain, padded);
        return new Packer()
                .u8(VERSION)
                .u32(place.index())
                .u64(place.version())
                .bytes(nonce)
                .bytes(sealed)
                .done();
    }

    private static byte[] open(BackupKey key, Place least, byte[] blob) {
        if (blob.length > Limits.BACKUP_BLOB + 64) {
            throw new RatchetException(Reason.TOO_LARGE, "blob too large");
        }
        Unpacker in = new Unpacker(blob);
        if (in.u8() != VERSION) {
            throw new RatchetException(Reason.UNSUPPORTED_VERSION, "blob of a newer version");
        }
        if (in.u32() != least.index()) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "another blob");
        }
        Place place = new Place(least.userId(), least.index(), in.u64());
        if (place.version() < least.version()) {
            throw new RatchetException(Reason.LIST_ROLLBACK, "an older blob than the known one");
        }
        byte[] nonce = in.array(Gcm.NONCE_SIZE);
        byte[] padded =
                Primitives.standard().gcm().open(place.key(key), nonce, place.aad(), in.rest());
        try {
            return Padding.unpad(padded);
        } finally {
            Secret.wipe(padded);
        }
    }

    static byte[] encode(Account account) {
        ProtoWriter out =
                new ProtoWriter(1_024)
                        .bytes(1, account.accountSeed())
                        .bytes(2, account.devices().encode());
        account.verifications().forEach(v -> out.bytes(3, encode(v)));
        return out.done();
    }

    static Account decodeAccount(byte[] bytes) {
        ProtoReader in = new ProtoReader(bytes);
        byte[] seed = in.bytes(1, KEY);
        DeviceList.Signed list =
                DeviceList.Signed.parse(in.bytes(2, 0, DeviceList.Signed.MAX_SIZE));
        List<Verification> verifications = verifications(in, 3);
        in.end();
        return new Account(seed, list, verifications);
    }

    static byte[] encode(Verification verification) {
        return new ProtoWriter(64)
                .number(1, verification.userId())
                .bytes(2, verification.accountKey())
                .number(3, verification.state() == State.VERIFIED ? 1 : 0)
                .number(4, verification.atMs())
                .done();
    }

    /// A repeated field of verifications, ascending by user.
    static List<Verification> verifications(ProtoReader in, int field) {
        List<Verification> all = new ArrayList<>();
        long last = 0;
        while (in.next(field)) {
            ProtoReader one = new ProtoReader(in.bytes(field, 0, 128));
            Verification verification =
                    new Verification(
                            one.u64(1),
                            one.value(2, KEY),
                            one.number(3, 1) == 1 ? State.VERIFIED : State.SEEN,
                            one.u64(4));
            one.end();
            if (verification.userId() <= last) {
                throw new RatchetException(Reason.MALFORMED, "contacts out of order");
            }
            last = verification.userId();
            all.add(verification);
        }
        return all;
    }

    static byte[] encode(List<MessageKey> keys) {
        ProtoWriter out = new ProtoWriter(1_024);
        for (MessageKey key : keys) {
            out.bytes(
                    1,
                    new ProtoWriter(128)
                            .number(1, key.chatId())
                            .bytes(2, key.uuid())
                            .bytes(3, key.key())
                            .bytes(4, key.bodyHash())
                            .done());
        }
        return out.done();
    }

    static List<MessageKey> decodeMessageKeys(byte[] bytes) {
        ProtoReader in = new ProtoReader(bytes);
        List<MessageKey> keys = new ArrayList<>();
        while (in.next(1)) {
            ProtoReader one = new ProtoReader(in.bytes(1, 0, 256));
            keys.add(
                    new MessageKey(
                            one.u64(1), one.value(2, UUID), one.bytes(3, KEY), one.value(4, KEY)));
            one.end();
        }
        in.end();
        return keys;
    }
}
