package org.kocmoc.keys;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.db.SqlState;
import org.kocmoc.limits.Size;
import org.kocmoc.log.UserEntries;
import org.kocmoc.log.UserLog;
import org.kocmoc.users.Relations;
import org.kocmoc.wire.Caller;

/// The signed lists of users' devices. Any thread; blocks.
final class Devices {
    /// New lists of one user, each after the one before, and certificates of the devices that the
    /// server does not know yet.
    record Upload(List<DeviceList> lists, List<DeviceCertificate> certificates) {
        /// The list that will be in force.
        DeviceList newest() {
            return lists.getLast();
        }
    }

    /// What others read of a user's devices.
    ///
    /// @param lists signed lists, oldest first
    record Published(
            byte[] accountKey, long listVersion, List<byte[]> lists, List<byte[]> certificates) {}

    private final Database database;
    private final UserLog log;
    private final Relations relations;
    private final InstantSource clock;

    Devices(Database database, UserLog log, Relations relations, InstantSource clock) {
        this.database = database;
        this.log = log;
        this.relations = relations;
        this.clock = clock;
    }

    /// Begins encryption for a user.
    ///
    /// @param startsOver puts another account key in place of a lost one; all devices signed by
    ///   that one go
    void setUp(UserId user, byte[] accountKey, Upload upload, boolean startsOver) {
        if (!KeyChecks.isSigningKey(accountKey)) {
            throw new ApiException(KeysError.KEY_INVALID);
        }
        require(user, accountKey, upload);
        change(
                user,
                (handle, entries) -> {
                    long version = upload.newest().version();
                    boolean isNew = DeviceStore.insertAccount(handle, user, accountKey, version);
                    if (!isNew) {
                        if (!startsOver) {
                            throw new ApiException(KeysError.ENCRYPTION_ALREADY_SET_UP);
                        }
                        DeviceStore.replaceAccount(handle, user, accountKey, version);
                    }
                    store(handle, user, upload.lists(), upload);
                });
    }

    /// Puts newer lists in force. The list in force again changes nothing.
    void update(UserId user, Upload upload) {
        DeviceStore.AccountRow known =
                database.read(handle -> DeviceStore.account(handle, user))
                        .orElseThrow(() -> new ApiException(KeysError.ENCRYPTION_NOT_SET_UP));
        require(user, known.accountKey(), upload);
        change(
                user,
                (handle, entries) -> {
                    DeviceStore.AccountRow locked =
                            DeviceStore.lockAccount(handle, user)
                                    .filter(row -> sameKey(row, known))
                                    .orElseThrow(
                                            () -> new ApiException(KeysError.DEVICE_LIST_INVALID));
                    upload.lists().getFirst().requireAfter(locked.listVersion(), locked.listHash());
                    List<DeviceList> news =
                            upload.lists().stream()
                                    .filter(list -> list.version() > locked.listVersion())
                                    .toList();
                    if (!news.isEmpty()) {
                        store(handle, user, news, upload);
                    }
                });
    }

    private static boolean sameKey(DeviceStore.AccountRow one, DeviceStore.AccountRow other) {
        return java.util.Arrays.equals(one.accountKey(), other.accountKey());
    }

    /// Signatures and chain, before anything is locked.
    private static void require(UserId user, byte[] accountKey, Upload upload) {
        List<DeviceList> lists = upload.lists();
        lists.forEach(list -> list.require(user, accountKey));
        for (int i = 1; i < lists.size(); i++) {
            DeviceList before = lists.get(i - 1);
            if (lists.get(i).version() == before.version()) {
                throw new ApiException(KeysError.DEVICE_LIST_INVALID);
            }
            lists.get(i).requireAfter(before.version(), before.hash());
        }
        upload.certificates().forEach(certificate -> certificate.require(user, accountKey));
    }

    private void store(Handle handle, UserId user, List<DeviceList> news, Upload upload) {
        var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<String> listed = upload.newest().devices();
        DeviceStore.addLists(handle, user, news, at);
        DeviceStore.removeUnlisted(handle, user, listed);
        Set<String> present = new HashSet<>(DeviceStore.hashes(handle, user));
        Map<String, DeviceCertificate> given = new HashMap<>();
        upload.certificates().forEach(c -> given.put(HexFormat.of().formatHex(c.hash()), c));
        if (!listed.containsAll(given.keySet())) {
            throw new ApiException(KeysError.CERTIFICATE_INVALID);
        }
        for (String hash : listed) {
            if (present.contains(hash)) {
                continue;
            }
            DeviceCertificate certificate = given.get(hash);
            if (certificate == null) {
                throw new ApiException(KeysError.CERTIFICATE_MISSING);
            }
            DeviceStore.addDevice(handle, user, certificate, at);
        }
    }

    @FunctionalInterface
    private interface Change {
        void run(Handle handle, UserEntries entries);
    }

    /// A change of a user's devices and the news of it to everybody in a common encrypted chat.
    private void change(UserId user, Change change) {
        try {
            log.change(
                    (handle, entries) -> {
                        change.run(handle, entries);
                        announce(handle, entries, user);
                        return user;
                    });
        } catch (JdbiException e) {
            // Two certificates of one device id on the same list.
            if (SqlState.isUniqueViolation(e)) {
                throw new ApiException(KeysError.CERTIFICATE_INVALID);
            }
            throw e;
        }
    }

    /// Tells everybody who may write to the user's devices that these have changed.
    static void announce(Handle handle, UserEntries entries, UserId user) {
        long version =
                DeviceStore.account(handle, user)
                        .map(DeviceStore.AccountRow::listVersion)
                        .orElseThrow();
        Set<UserId> told = new HashSet<>(DeviceStore.companions(handle, user));
        told.add(user);
        entries.tellAll(told, "device:update", Map.of("user_id", user, "list_version", version));
    }

    /// A user's lists from a version on and the certificates of all present devices, for whoever
    /// shares a chat with the user or may open one.
    Published published(UserId viewer, UserId user, long from) {
        if (!refusing(viewer, List.of(user)).isEmpty()) {
            throw new ApiException(KeysError.KEYS_REFUSED);
        }
        return database.read(
                handle ->
                        DeviceStore.account(handle, user)
                                .map(
                                        account ->
                                                new Published(
                                                        account.accountKey(),
                                                        account.listVersion(),
                                                        DeviceStore.lists(
                                                                handle,
                                                                user,
                                                                Math.min(
                                                                        from,
                                                                        account.listVersion()),
                                                                Size.E2EE_LISTS_AT_ONCE.value()),
                                                        DeviceStore.certificates(handle, user)))
                                .orElseThrow(
                                        () -> new ApiException(KeysError.ENCRYPTION_NOT_SET_UP)));
    }

    /// Those of the users with whom the viewer shares no chat and may open none.
    Set<UserId> refusing(UserId viewer, List<UserId> users) {
        List<UserId> strangers =
                database.query(connection -> DeviceStore.strangers(connection, viewer, users));
        return strangers.isEmpty() ? Set.of() : relations.refusing(viewer, strangers);
    }

    /// Ties the caller's sign-in to a device that signed the hash of its token.
    void claim(Caller caller, int device, byte[] signature) {
        DeviceCertificate certificate =
                DeviceCertificate.parse(
                        database.read(
                                        handle ->
                                                DeviceStore.certificate(
                                                        handle, caller.user(), device))
                                .orElseThrow(() -> new ApiException(KeysError.DEVICE_UNKNOWN)));
        byte[] signed =
                Layout.session(
                        caller.user().value(), device, HexFormat.of().parseHex(caller.tokenHash()));
        if (!KeyChecks.verifies(certificate.signingKey(), signed, signature)) {
            throw new ApiException(KeysError.DEVICE_PROOF_INVALID);
        }
        try {
            database.execute(
                    handle -> DeviceStore.claim(handle, caller.user(), device, caller.tokenHash()));
        } catch (JdbiException e) {
            // A token of the replaced server has no session, or the device has just been removed.
            if (SqlState.isForeignKeyViolation(e)) {
                throw new ApiException(KeysError.DEVICE_PROOF_INVALID);
            }
            throw e;
        }
    }
}
