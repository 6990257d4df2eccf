package org.kocmoc.envelopes;

import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// A pairwise message for one device. The array is not to be changed.
///
/// @param registration of the device as the sender knows it
/// @param type 2 = in a session, 3 = the first one
record Envelope(UserId user, int device, int registration, int type, byte[] bytes) {
    private static final int MESSAGE = 2;
    private static final int FIRST_MESSAGE = 3;

    static Envelope of(Fields fields) {
        int type = fields.positiveInt("type");
        byte[] bytes = fields.bytes("envelope", Size.E2EE_ENVELOPE_BYTES.value());
        if (bytes == null || bytes.length == 0 || (type != MESSAGE && type != FIRST_MESSAGE)) {
            throw new ApiException(EnvelopeError.ENVELOPE_FIELDS);
        }
        return new Envelope(
                new UserId(
                        fields.integer("user_id")
                                .orElseThrow(
                                        () -> new ApiException(EnvelopeError.ENVELOPE_FIELDS))),
                fields.positiveInt("device_id"),
                fields.positiveInt("registration_id"),
                type,
                bytes);
    }
}
