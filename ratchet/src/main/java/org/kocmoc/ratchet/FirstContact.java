package org.kocmoc.ratchet;

import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.internal.DoubleRatchet;
import org.kocmoc.ratchet.internal.Handshake;
import org.kocmoc.ratchet.internal.Opening;
import org.kocmoc.ratchet.internal.Party;
import org.kocmoc.ratchet.internal.PreKeyChoice;
import org.kocmoc.ratchet.internal.PreKeyRecords;
import org.kocmoc.ratchet.internal.PreKeyRecords.Kind;
import org.kocmoc.ratchet.internal.PreKeyRecords.Pair;
import org.kocmoc.ratchet.internal.SessionState;
import org.kocmoc.ratchet.internal.Transcript;

/// The responder's side of a handshake: finds the pre-keys that a first message names, and uses
/// them up once it has authenticated.
final class FirstContact {
    private static final int LAST_RESORT = 1;

    private final DeviceKeys me;
    private final PreKeyRecords own;
    private final Handshake handshake;

    FirstContact(DeviceKeys me, PreKeyRecords own, Handshake handshake) {
        this.me = me;
        this.own = own;
        this.handshake = handshake;
    }

    /// A session to try the inner message with. Writes nothing.
    SessionState answer(DoubleRatchet ratchet, Party peer, Opening opening, long nowMs) {
        Pair signed = require(Kind.SIGNED, opening.signedId());
        Pair kem = require(Kind.KEM, opening.kemId());
        Pair oneTime =
                opening.oneTimeId() == 0 ? null : require(Kind.ONE_TIME, opening.oneTimeId());
        PreKeyChoice keys =
                new PreKeyChoice(
                        new PreKeyChoice.Key(opening.signedId(), signed.publicKey()),
                        oneTime == null
                                ? null
                                : new PreKeyChoice.Key(opening.oneTimeId(), oneTime.publicKey()),
                        new PreKeyChoice.KemKey(opening.kemId(), kem.flags(), kem.publicKey()));
        Transcript transcript =
                new Transcript(peer, me.party(), keys, opening.baseKey(), opening.kemCiphertext());
        try {
            Handshake.Agreed agreed =
                    handshake.accept(
                            me.agreementSecret(),
                            new Handshake.Privates(
                                    signed.privateKey(),
                                    oneTime == null ? null : oneTime.privateKey(),
                                    kem.privateKey()),
                            transcript);
            SessionState.Origin origin =
                    new SessionState.Origin(opening.baseKey(), false, agreed.associatedData());
            return ratchet.responder(
                    agreed, signed.privateKey(), signed.publicKey(), origin, nowMs);
        } finally {
            signed.privateKey().wipe();
            kem.privateKey().wipe();
            if (oneTime != null) {
                oneTime.privateKey().wipe();
            }
        }
    }

    /// Deletes one-time keys; a key of last resort remembers the message instead.
    void useUp(Opening opening) {
        if (require(Kind.KEM, opening.kemId()).flags() == LAST_RESORT) {
            own.remember(opening.kemId(), opening.signedId(), opening.baseKey());
        } else {
            own.remove(Kind.KEM, opening.kemId());
        }
        if (opening.oneTimeId() != 0) {
            own.remove(Kind.ONE_TIME, opening.oneTimeId());
        }
    }

    private Pair require(Kind kind, int id) {
        return own.find(kind, id)
                .orElseThrow(
                        () ->
                                new RatchetException(
                                        Reason.UNKNOWN_PREKEY, "no such pre-key any more"));
    }
}
