package org.kocmoc.ratchet;

import java.util.List;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;
import org.kocmoc.ratchet.primitive.Signing;

/// A user's account key (Ed25519): the trust anchor that safety numbers show. It signs which
/// devices are the user's and nothing else. Held by the devices the user gave it to, and by the
/// backup.
public final class AccountKey {
    private final Primitives primitives;
    private final Secret seed;
    private final Bytes publicKey;

    private AccountKey(Primitives primitives, byte[] seed) {
        if (seed.length != Signing.KEY_SIZE) {
            throw new RatchetException(Reason.BAD_KEY, "a seed has 32 bytes");
        }
        this.primitives = primitives;
        this.seed = Secret.of(seed);
        this.publicKey = Bytes.of(primitives.signing().publicKey(seed));
    }

    /// A new key for a new account.
    public static AccountKey generate() {
        return generate(Primitives.standard());
    }

    static AccountKey generate(Primitives primitives) {
        return new AccountKey(primitives, primitives.draw(Signing.KEY_SIZE));
    }

    /// The key again, from a backup or from another device.
    public static AccountKey ofSeed(byte[] seed) {
        return new AccountKey(Primitives.standard(), seed.clone());
    }

    /// The 32 bytes to put into a backup or to send to a new device, nowhere else.
    public byte[] seed() {
        return seed.bytes().clone();
    }

    /// What others know the account by.
    public Bytes publicKey() {
        return publicKey;
    }

    /// Admits a device that proved to hold its signing key.
    public DeviceCert.Signed certify(DeviceCert.Request request) {
        request.verify();
        byte[] signature = primitives.signing().sign(seed.bytes(), request.cert().body());
        return new DeviceCert.Signed(
                request.cert(), Bytes.of(signature), request.deviceSignature());
    }

    /// Signs the first list of devices.
    public DeviceList.Signed firstList(long userId, List<DeviceCert> devices) {
        return sign(DeviceList.first(userId, devices));
    }

    /// Signs the list that follows another.
    public DeviceList.Signed nextList(DeviceList before, List<DeviceCert> devices) {
        return sign(before.next(devices));
    }

    /// Zeroes the seed; the key cannot be used afterwards.
    public void wipe() {
        seed.wipe();
    }

    private DeviceList.Signed sign(DeviceList list) {
        byte[] signature = primitives.signing().sign(seed.bytes(), list.body());
        return new DeviceList.Signed(list, Bytes.of(signature));
    }

    @Override
    public String toString() {
        return "AccountKey[" + publicKey + "]";
    }
}
