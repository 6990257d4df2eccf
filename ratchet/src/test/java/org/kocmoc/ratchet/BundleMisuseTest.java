package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.ratchet.Refusals.assertRefused;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.ratchet.Ciphertext.FirstMessage;
import org.kocmoc.ratchet.RatchetException.Reason;

/// Bundles that a hostile server or device hands out.
final class BundleMisuseTest {
    private static final int SEARCHED = 109;

    private final TestClock clock = new TestClock();
    private final Person ada = new Person(1, clock);
    private final Person bob = new Person(2, clock).withOneTimeKeys(2);
    private final Person carol = new Person(3, clock);

    @Test
    void badPreKeySignatures() {
        PreKeyBundle good = bob.takeBundle();
        PreKeys.Signed signed = good.signed();
        PreKeys.Kem kem = good.kem();

        refuseBundle(
                Reason.BAD_SIGNATURE,
                new PreKeyBundle(
                        good.cert(),
                        new PreKeys.Signed(
                                signed.id() + 1,
                                signed.createdMs(),
                                signed.key(),
                                signed.signature()),
                        kem,
                        good.oneTime()));
        refuseBundle(
                Reason.BAD_SIGNATURE,
                new PreKeyBundle(good.cert(), carol.takeBundle().signed(), kem, good.oneTime()));
        refuseBundle(
                Reason.BAD_SIGNATURE,
                new PreKeyBundle(good.cert(), signed, carol.takeBundle().kem(), good.oneTime()));
    }

    @Test
    void aFlippedLastResortFlag() {
        PreKeyBundle good = bob.takeBundle();
        PreKeys.Kem kem = good.kem();

        refuseBundle(
                Reason.BAD_SIGNATURE,
                new PreKeyBundle(
                        good.cert(),
                        good.signed(),
                        new PreKeys.Kem(kem.id(), 1, kem.createdMs(), kem.key(), kem.signature()),
                        good.oneTime()));
    }

    @Test
    void anUnreducedKemKeyEvenIfSigned() {
        PreKeyBundle good = bob.takeBundle();
        byte[] key = good.kem().key().toArray();
        key[0] = (byte) 0xFF;
        key[1] = (byte) 0xFF;
        PreKeys.Kem unsigned =
                new PreKeys.Kem(9, 0, good.kem().createdMs(), Bytes.of(key), Bytes.empty());
        PreKeys.Kem kem =
                new PreKeys.Kem(
                        9,
                        0,
                        unsigned.createdMs(),
                        unsigned.key(),
                        bob.device.sign(unsigned.signedBy(bob.address())));

        refuseBundle(
                Reason.BAD_KEY, new PreKeyBundle(good.cert(), good.signed(), kem, good.oneTime()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0900000000000000000000000000000000000000000000000000000000000080"
            })
    void lowOrderAndNonCanonicalKeysAnywhere(String hex) {
        Bytes bad = Bytes.ofHex(hex);
        PreKeyBundle good = bob.takeBundle();
        PreKeys.Signed unsigned = new PreKeys.Signed(9, 1, bad, Bytes.empty());
        PreKeys.Signed signed =
                new PreKeys.Signed(9, 1, bad, bob.device.sign(unsigned.signedBy(bob.address())));

        refuseBundle(
                Reason.BAD_KEY, new PreKeyBundle(good.cert(), signed, good.kem(), good.oneTime()));
        refuseBundle(
                Reason.BAD_KEY,
                new PreKeyBundle(
                        good.cert(),
                        good.signed(),
                        good.kem(),
                        Optional.of(new PreKeys.OneTime(1, bad))));
        DeviceCert cert = bob.device.cert();
        assertRefused(
                Reason.BAD_KEY,
                () -> new DeviceCert(cert.address(), 1, cert.signingKey(), bad, 1, 1));
        ada.start(bob);
        byte[] first = ada.send(bob, "hello").bytes().toArray();
        System.arraycopy(bad.toArray(), 0, first, indexOfBaseKey(first), 32);
        assertRefused(Reason.BAD_KEY, () -> bob.receive(ada, new FirstMessage(Bytes.of(first))));
    }

    @Test
    void anotherUsersOrDevicesBundle() {
        PreKeyBundle carols = carol.takeBundle();

        assertRefused(Reason.GHOST_DEVICE, () -> ada.start(bob, carols));
    }

    @Test
    void anotherInstallationsBundle() {
        DeviceKeys again = DeviceKeys.generate(bob.address(), 5);
        PreKeyBundle good = bob.takeBundle();
        DeviceCert.Signed cert = bob.account.certify(again.request());

        refuseBundle(
                Reason.IDENTITY_MISMATCH,
                new PreKeyBundle(cert, good.signed(), good.kem(), good.oneTime()));
    }

    private void refuseBundle(Reason reason, PreKeyBundle bundle) {
        assertRefused(reason, () -> ada.start(bob, bundle));
        assertThat(ada.dump()).noneMatch(line -> line.startsWith("session/"));
    }

    /// After the version byte: field 1 (2 or more bytes), then field 2's tag, length and type.
    private static int indexOfBaseKey(byte[] first) {
        for (int i = 1; i < SEARCHED; i++) {
            if (first[i] == 0x12 && first[i + 1] == 33 && first[i + 2] == 5) {
                return i + 3;
            }
        }
        throw new AssertionError("no base key");
    }
}
