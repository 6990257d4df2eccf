package org.kocmoc.keys;

import java.util.Arrays;
import java.util.OptionalLong;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;

/// A device's certificate with both signatures, as uploaded. The arrays are not to be changed.
///
/// @param hash names the certificate on device lists
/// @param encoded all 237 bytes
record DeviceCertificate(
        long user, int device, int registrationId, byte[] signingKey, byte[] hash, byte[] encoded) {
    static final int SIZE = 237;

    private static final byte[] LABEL = Layout.label("kocmoc/devcert/1");
    private static final int BODY = SIZE - 2 * KeyChecks.SIGNATURE;

    /// Reads a certificate whose signatures nobody has checked yet.
    ///
    /// @throws ApiException `CERTIFICATE_INVALID` also for keys that nobody may use
    static DeviceCertificate parse(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new ApiException(KeysError.CERTIFICATE_INVALID);
        }
        Layout in = new Layout(bytes);
        boolean labelled = in.startsWith(LABEL);
        OptionalLong user = in.u64();
        int device = in.bits32();
        int registration = in.bits32();
        byte[] signing = in.bytes(KeyChecks.KEY);
        byte[] agreement = in.bytes(KeyChecks.KEY);
        boolean valid =
                labelled
                        && user.isPresent()
                        && device > 0
                        && registration > 0
                        && in.u64().isPresent()
                        && KeyChecks.isSigningKey(signing)
                        && KeyChecks.isAgreementKey(agreement);
        if (!valid) {
            throw new ApiException(KeysError.CERTIFICATE_INVALID);
        }
        return new DeviceCertificate(
                user.getAsLong(),
                device,
                registration,
                signing,
                Bytes.sha256(Arrays.copyOf(bytes, BODY)),
                bytes);
    }

    /// Refuses a certificate of somebody else, or one that the account or the device has not
    /// signed.
    void require(UserId owner, byte[] accountKey) {
        byte[] body = Arrays.copyOf(encoded, BODY);
        byte[] byAccount = Arrays.copyOfRange(encoded, BODY, BODY + KeyChecks.SIGNATURE);
        byte[] byDevice = Arrays.copyOfRange(encoded, BODY + KeyChecks.SIGNATURE, SIZE);
        boolean valid =
                user == owner.value()
                        && KeyChecks.verifies(accountKey, body, byAccount)
                        && KeyChecks.verifies(signingKey, body, byDevice);
        if (!valid) {
            throw new ApiException(KeysError.CERTIFICATE_INVALID);
        }
    }
}
