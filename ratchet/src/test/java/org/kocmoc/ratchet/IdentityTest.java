package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.ratchet.Refusals.assertRefused;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.primitive.Signing;

/// Certificates and the chain of device lists, against a server that lies.
final class IdentityTest {
    private final AccountKey account = AccountKey.generate();
    private final DeviceKeys phone = DeviceKeys.generate(new Address(1, 1), 10);
    private final DeviceKeys laptop = DeviceKeys.generate(new Address(1, 2), 20);
    private final DeviceKeys ghost = DeviceKeys.generate(new Address(1, 3), 30);
    private final DeviceList.Signed one = account.firstList(1, List.of(phone.cert()));
    private final DeviceList.Signed two =
            account.nextList(one.list(), List.of(phone.cert(), laptop.cert()));
    private final DeviceList.Signed three = account.nextList(two.list(), List.of(laptop.cert()));
    private final KnownDevices known =
            KnownDevices.firstSeen(account.publicKey(), one, certs(phone));

    @Test
    void followsTheChain() {
        KnownDevices later = known.follow(List.of(two, three), certs(laptop));

        assertThat(later.list().version()).isEqualTo(3);
        assertThat(later.device(laptop.address())).isEqualTo(laptop.cert());
        assertRefused(Reason.GHOST_DEVICE, () -> later.device(phone.address()));
        assertThat(later.follow(List.of(three), certs(laptop))).isEqualTo(later);
        assertThat(KnownDevices.decode(later.encode())).isEqualTo(later);
    }

    @Test
    void refusesARollback() {
        KnownDevices later = known.follow(List.of(two), certs(phone, laptop));

        assertRefused(Reason.LIST_ROLLBACK, () -> later.follow(List.of(one), certs(phone)));
    }

    @Test
    void refusesAFork() {
        DeviceList.Signed other = account.nextList(one.list(), List.of(phone.cert(), ghost.cert()));
        KnownDevices later = known.follow(List.of(two), certs(phone, laptop));
        DeviceList.Signed onOther = account.nextList(other.list(), List.of(laptop.cert()));

        assertRefused(Reason.LIST_FORK, () -> later.follow(List.of(other), certs(phone, ghost)));
        assertRefused(Reason.LIST_FORK, () -> later.follow(List.of(onOther), certs(laptop)));
    }

    @Test
    void refusesAGap() {
        assertRefused(Reason.LIST_GAP, () -> known.follow(List.of(three), certs(laptop)));
    }

    @Test
    void refusesAnotherAccountsList() {
        AccountKey other = AccountKey.generate();
        DeviceList.Signed forged = other.nextList(one.list(), List.of(phone.cert(), ghost.cert()));
        DeviceList.Signed ofAnotherUser = account.firstList(2, List.of(phone.cert()));

        assertRefused(Reason.BAD_SIGNATURE, () -> known.follow(List.of(forged), certs(phone)));
        assertRefused(
                Reason.IDENTITY_MISMATCH, () -> known.follow(List.of(ofAnotherUser), certs(phone)));
    }

    @Test
    void refusesGhostsAndMissingDevices() {
        assertRefused(Reason.GHOST_DEVICE, () -> known.follow(List.of(one), certs(phone, ghost)));
        assertRefused(Reason.MALFORMED, () -> known.follow(List.of(two), certs(phone)));
    }

    @Test
    void refusesTwoDevicesOfOneId() {
        DeviceKeys twin = DeviceKeys.generate(phone.address(), 40);
        DeviceList.Signed list = account.firstList(1, List.of(phone.cert(), twin.cert()));

        assertRefused(
                Reason.IDENTITY_MISMATCH,
                () -> KnownDevices.firstSeen(account.publicKey(), list, certs(phone, twin)));
    }

    @Test
    void refusesACertificateThatIsNotSignedTwice() {
        DeviceCert.Signed good = account.certify(phone.request());
        Bytes wrong = laptop.request().deviceSignature();

        assertRefused(
                Reason.BAD_SIGNATURE,
                () ->
                        new DeviceCert.Signed(good.cert(), wrong, good.deviceSignature())
                                .verify(account.publicKey()));
        assertRefused(
                Reason.BAD_SIGNATURE,
                () ->
                        new DeviceCert.Signed(good.cert(), good.accountSignature(), wrong)
                                .verify(account.publicKey()));
        assertRefused(
                Reason.BAD_SIGNATURE,
                () -> account.certify(new DeviceCert.Request(phone.cert(), wrong)));
    }

    @Test
    void refusesListsOutOfForm() {
        List<Bytes> hashes = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            hashes.add(Bytes.of(new byte[] {(byte) i}));
        }
        Bytes zero = Bytes.of(new byte[32]);

        assertRefused(Reason.TOO_MANY, () -> new DeviceList(1, 1, zero, hashes));
        assertRefused(Reason.MALFORMED, () -> new DeviceList(1, 1, zero, List.of()));
        assertRefused(
                Reason.MALFORMED,
                () -> new DeviceList(1, 1, zero, List.of(hashes.get(1), hashes.get(0))));
        assertRefused(
                Reason.MALFORMED,
                () -> new DeviceList(1, 1, Bytes.of(new byte[31]), List.of(hashes.get(0))));
        assertRefused(Reason.MALFORMED, () -> new Address(0, 1));
    }

    @Test
    void keysSurviveStorageAndAreNotPrinted() {
        DeviceKeys again = DeviceKeys.decode(phone.encode());
        AccountKey sameAccount = AccountKey.ofSeed(account.seed());

        assertThat(again.cert()).isEqualTo(phone.cert());
        assertThat(again.sign(new byte[3])).isEqualTo(phone.sign(new byte[3]));
        assertThat(sameAccount.publicKey()).isEqualTo(account.publicKey());
        assertThat(account + "" + phone).doesNotContain(Bytes.of(account.seed()).hex());
        assertRefused(Reason.BAD_KEY, () -> AccountKey.ofSeed(new byte[31]));
        again.wipe();
        sameAccount.wipe();
        assertThat(sameAccount.seed()).containsOnly(0);
    }

    private List<DeviceCert.Signed> certs(DeviceKeys... devices) {
        List<DeviceCert.Signed> certs = new ArrayList<>();
        for (DeviceKeys device : devices) {
            certs.add(account.certify(device.request()));
        }
        return certs;
    }

    @Test
    void aDeviceShowsThatASignInIsItsOwn() {
        DeviceKeys device = new Person(7, new TestClock()).device;
        byte[] tokenHash = new byte[32];
        byte[] proof = device.sessionProof(tokenHash).toArray();
        byte[] key = device.cert().signingKey().toArray();
        byte[] signed = new Packer("kocmoc/devsession/1").u64(7).u32(1).bytes(tokenHash).done();

        assertThat(Signing.jdk().verify(key, signed, proof)).isTrue();
        signed[signed.length - 1] ^= 1;
        assertThat(Signing.jdk().verify(key, signed, proof)).isFalse();
    }
}
