package org.kocmoc.bench;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.kocmoc.ratchet.AccountKey;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Ciphertext;
import org.kocmoc.ratchet.DeviceKeys;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.PreKeyBundle;
import org.kocmoc.ratchet.PreKeys;
import org.kocmoc.ratchet.Ratchet;
import org.kocmoc.ratchet.RatchetStore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What one device pays: a handshake on each side, a message each way, catching up 2,000 messages.
/// State is loaded and stored for every message, as a client does it, in a memory store.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RatchetBench {
    private static final byte[] CONTENT = new byte[250];
    private static final int CATCH_UP = 2_000;

    private final Party ada = new Party(1);
    private final Party bob = new Party(2);
    private PreKeyBundle bundle;

    /// A user with one device.
    private static final class Party {
        private final AccountKey account = AccountKey.generate();
        private final DeviceKeys device;
        private final KnownDevices known;
        private final Ratchet ratchet;
        private RatchetStore.Memory store = new RatchetStore.Memory();

        Party(long userId) {
            InstantSource clock = InstantSource.system();
            device = DeviceKeys.generate(new Address(userId, 1), clock.millis());
            ratchet = new Ratchet(device, clock);
            known =
                    KnownDevices.firstSeen(
                            account.publicKey(),
                            account.firstList(userId, List.of(device.cert())),
                            List.of(account.certify(device.request())));
        }

        PreKeyBundle bundle() {
            PreKeys preKeys = new PreKeys(device, InstantSource.system());
            return store.transaction(
                    records -> {
                        PreKeys.Rotated made = preKeys.rotate(records);
                        return new PreKeyBundle(
                                account.certify(device.request()),
                                made.signed(),
                                made.lastResort(),
                                Optional.empty());
                    });
        }

        void start(Party peer, PreKeyBundle bundle) {
            store.transaction(
                    records -> {
                        ratchet.start(records, bundle, peer.known, 1);
                        return true;
                    });
        }

        Ciphertext send(Party to) {
            return store.transaction(
                    records -> ratchet.encrypt(records, to.device.address(), CONTENT));
        }

        byte[] receive(Party from, Ciphertext message) {
            return store.transaction(
                    records ->
                            ratchet.decrypt(records, from.known, from.device.address(), message));
        }
    }

    /// A session that both sides have used.
    @Setup(Level.Iteration)
    public void connect() {
        ada.store = new RatchetStore.Memory();
        bob.store = new RatchetStore.Memory();
        bundle = bob.bundle();
        ada.start(bob, bundle);
        bob.receive(ada, ada.send(bob));
        ada.receive(bob, bob.send(ada));
    }

    /// Both sides: start, first message, decrypt it.
    @Benchmark
    public byte[] handshake() {
        ada.start(bob, bundle);
        return bob.receive(ada, ada.send(bob));
    }

    /// One message.
    @Benchmark
    public Ciphertext encrypt() {
        return ada.send(bob);
    }

    /// One message and its decryption, in one direction.
    @Benchmark
    public byte[] encryptAndDecrypt() {
        return bob.receive(ada, ada.send(bob));
    }

    /// A reply each time, so that each message turns the asymmetric ratchet.
    @Benchmark
    public byte[] roundTrip() {
        bob.receive(ada, ada.send(bob));
        return ada.receive(bob, bob.send(ada));
    }

    /// 2,000 messages sent while the peer was away, then read in order.
    @Benchmark
    public int catchUp() {
        List<Ciphertext> waiting = new ArrayList<>(CATCH_UP);
        for (int i = 0; i < CATCH_UP; i++) {
            waiting.add(ada.send(bob));
        }
        int read = 0;
        for (Ciphertext message : waiting) {
            read += bob.receive(ada, message).length;
        }
        return read;
    }
}
