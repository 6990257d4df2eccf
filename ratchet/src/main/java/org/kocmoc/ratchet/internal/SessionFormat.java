package org.kocmoc.ratchet.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.internal.Opening.Sender;
import org.kocmoc.ratchet.internal.ReceivingChain.Skipped;
import org.kocmoc.ratchet.internal.SessionState.Activity;
import org.kocmoc.ratchet.internal.SessionState.Origin;
import org.kocmoc.ratchet.internal.SessionState.SendingChain;
import org.kocmoc.ratchet.primitive.Secret;

/// A session as stored. Field numbers are final; new fields get higher ones, which this version
/// keeps.
public final class SessionFormat {
    private static final int KEY = 32;
    private static final int MAX_AD = 66;
    private static final int MAX_KEM = 1_568;
    private static final int MAX_MESSAGE = 1 << 20;

    private SessionFormat() {}

    static byte[] write(SessionState state) {
        Origin origin = state.origin();
        Activity activity = state.activity();
        ProtoWriter out =
                new ProtoWriter(1_024)
                        .bytes(1, origin.baseKey())
                        .number(2, origin.initiator() ? 0 : 1)
                        .bytes(3, origin.associatedData())
                        .number(4, activity.createdMs())
                        .number(5, activity.lastUsedMs())
                        .number(6, activity.sent())
                        .bytes(7, state.rootKey().bytes())
                        .bytes(8, sending(state.sending()));
        state.receiving().forEach(chain -> out.bytes(9, chain(chain)));
        Opening opening = state.opening();
        if (opening != null) {
            out.bytes(10, opening(opening));
        }
        return out.raw(state.unknown()).done();
    }

    static SessionState read(byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        Bytes baseKey = in.value(1, KEY);
        boolean initiator = in.number(2, 1) == 0;
        Bytes ad = Bytes.of(in.bytes(3, 0, MAX_AD));
        Activity activity = new Activity(in.u64(4), in.u64(5), in.u64(6));
        Secret root = secret(in, 7);
        SendingChain sending = sending(in.bytes(8, 0, MAX_MESSAGE));
        List<ReceivingChain> chains = new ArrayList<>();
        while (chains.size() < Limits.RECEIVING_CHAINS && in.next(9)) {
            chains.add(chain(in.bytes(9, 0, MAX_MESSAGE)));
        }
        @Nullable Opening opening = in.next(10) ? opening(in.bytes(10, 0, MAX_MESSAGE)) : null;
        return new SessionState(
                new Origin(baseKey, initiator, ad),
                activity,
                root,
                sending,
                List.copyOf(chains),
                opening,
                in.unknown(Limits.UNKNOWN_FIELDS));
    }

    private static byte[] sending(SendingChain chain) {
        return new ProtoWriter()
                .bytes(1, chain.ratchetPrivate().bytes())
                .bytes(2, chain.ratchetKey())
                .bytes(3, chain.chainKey().bytes())
                .number(4, chain.index())
                .number(5, chain.previous())
                .done();
    }

    private static SendingChain sending(byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        SendingChain chain =
                new SendingChain(
                        secret(in, 1), in.value(2, KEY), secret(in, 3), in.u32(4), in.u32(5));
        in.end();
        return chain;
    }

    /// A receiving chain as stored.
    public static byte[] chain(ReceivingChain chain) {
        ProtoWriter out =
                new ProtoWriter(64 + chain.skipped().size() * 48)
                        .bytes(1, chain.ratchetKey())
                        .bytes(2, chain.chainKey().bytes())
                        .number(3, chain.index())
                        .number(4, chain.lost());
        for (Skipped key : chain.skipped()) {
            byte[] one =
                    new ProtoWriter(64)
                            .number(1, key.counter())
                            .bytes(2, key.seed().bytes())
                            .number(3, key.storedMs())
                            .done();
            out.bytes(5, one);
        }
        return out.done();
    }

    /// A receiving chain from the store.
    public static ReceivingChain chain(byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        Bytes ratchetKey = in.value(1, KEY);
        Secret chainKey = secret(in, 2);
        int index = in.u32(3);
        int lost = in.u32(4);
        List<Skipped> skipped = new ArrayList<>();
        while (skipped.size() < Limits.SKIPPED_KEYS && in.next(5)) {
            ProtoReader one = ProtoReader.ofStored(in.bytes(5, 0, 64));
            skipped.add(new Skipped(one.u32(1), secret(one, 2), one.u64(3)));
            one.end();
        }
        in.end();
        return new ReceivingChain(ratchetKey, chainKey, index, lost, List.copyOf(skipped));
    }

    private static byte[] opening(Opening opening) {
        Sender sender = opening.sender();
        return new ProtoWriter(2_048)
                .number(1, opening.oneTimeId())
                .number(2, opening.signedId())
                .number(3, opening.kemId())
                .bytes(4, opening.kemCiphertext())
                .bytes(5, opening.baseKey())
                .number(6, sender.registrationId())
                .bytes(7, sender.agreementKey())
                .bytes(8, sender.signingKey())
                .number(9, sender.listVersion())
                .done();
    }

    private static Opening opening(byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        int oneTimeId = in.u32(1);
        int signedId = in.u32(2);
        int kemId = in.u32(3);
        Bytes kem = Bytes.of(in.bytes(4, 0, MAX_KEM));
        Bytes baseKey = in.value(5, KEY);
        Sender sender =
                new Sender(in.u32(6), in.value(7, KEY), Bytes.of(in.bytes(8, 0, KEY)), in.u64(9));
        in.end();
        return new Opening(oneTimeId, signedId, kemId, kem, baseKey, sender);
    }

    private static Secret secret(ProtoReader in, int field) {
        return Secret.of(in.bytes(field, KEY));
    }
}
