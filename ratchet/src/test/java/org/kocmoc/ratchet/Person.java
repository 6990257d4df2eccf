package org.kocmoc.ratchet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.kocmoc.ratchet.primitive.Primitives;

/// A user with one device, a store, and pre-keys waiting in a directory of their own.
public final class Person {
    public final AccountKey account;
    public final DeviceKeys device;
    public final DeviceCert.Signed cert;
    public final DeviceList.Signed list;
    public final PreKeys preKeys;
    public final Deque<PreKeys.OneTime> oneTime = new ArrayDeque<>();
    public final Deque<PreKeys.Kem> oneTimeKem = new ArrayDeque<>();
    public RatchetStore.Memory store = new RatchetStore.Memory();
    public Ratchet ratchet;
    public PreKeys.Rotated current;

    private final KnownDevices known;
    private final Primitives primitives;
    private final TestClock clock;

    private Person(
            AccountKey account,
            DeviceKeys device,
            DeviceList.Signed list,
            TestClock clock,
            Primitives primitives) {
        this.clock = clock;
        this.primitives = primitives;
        this.account = account;
        this.device = device;
        this.list = list;
        cert = account.certify(device.request());
        known = KnownDevices.firstSeen(account.publicKey(), list, List.of(cert));
        preKeys = new PreKeys(device, clock, primitives);
        ratchet = new Ratchet(device, clock, primitives);
        current = store.transaction(preKeys::rotate);
    }

    private Person(AccountKey account, DeviceKeys device, TestClock clock, Primitives primitives) {
        this(
                account,
                device,
                account.firstList(device.address().userId(), List.of(device.cert())),
                clock,
                primitives);
    }

    private Person(Person before, DeviceKeys device) {
        this(
                before.account,
                device,
                before.account.nextList(before.list.list(), List.of(device.cert())),
                before.clock,
                before.primitives);
    }

    private Person(Person before) {
        this(
                before,
                DeviceKeys.generate(before.primitives, before.address(), before.clock.millis()));
    }

    public Person(long userId, TestClock clock, Primitives primitives) {
        this(
                AccountKey.generate(primitives),
                DeviceKeys.generate(primitives, new Address(userId, 1), clock.millis()),
                clock,
                primitives);
    }

    public Person(long userId, TestClock clock) {
        this(userId, clock, Primitives.standard());
    }

    public Person withOneTimeKeys(int count) {
        oneTime.addAll(store.transaction(tx -> preKeys.oneTime(tx, count)));
        oneTimeKem.addAll(store.transaction(tx -> preKeys.oneTimeKem(tx, count)));
        return this;
    }

    public Address address() {
        return device.address();
    }

    public KnownDevices known() {
        return known;
    }

    /// The same user with the same device id, set up anew: other keys, other registration.
    public Person reinstalled() {
        return new Person(this);
    }

    /// What the directory hands out: one-time keys while they last.
    public PreKeyBundle takeBundle() {
        PreKeys.Kem kem = oneTimeKem.isEmpty() ? current.lastResort() : oneTimeKem.poll();
        return new PreKeyBundle(cert, current.signed(), kem, Optional.ofNullable(oneTime.poll()));
    }

    public void start(Person peer) {
        start(peer, peer.takeBundle());
    }

    public void start(Person peer, PreKeyBundle bundle) {
        store.transaction(
                tx -> {
                    ratchet.start(tx, bundle, peer.known(), list.list().version());
                    return true;
                });
    }

    public Ciphertext send(Person to, String text) {
        return store.transaction(tx -> ratchet.encrypt(tx, to.address(), utf8(text)));
    }

    public String receive(Person from, Ciphertext message) {
        return new String(
                store.transaction(tx -> ratchet.decrypt(tx, from.known(), from.address(), message)),
                StandardCharsets.UTF_8);
    }

    /// As if the process had ended and begun again.
    public void restart() {
        byte[] key = new byte[32];
        store = RatchetStore.Memory.open(key, store.seal(key));
        ratchet = new Ratchet(DeviceKeys.decode(device.encode()), clock, primitives);
    }

    /// Everything stored, for comparison and for looking for secrets.
    public List<String> dump() {
        List<String> all = new ArrayList<>();
        store.forEach((name, value) -> all.add(name + "=" + Bytes.of(value).hex()));
        return all;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
