package org.kocmoc.ratchet.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;

/// All sessions with one peer device: the current one first, then former ones, latest used first.
/// When both sides start at once each keeps both, and whichever last decrypted is current, so that
/// they converge. Immutable.
public record PeerSessions(List<SessionState> sessions, Bytes unknown) {
    private static final int SCHEMA = 1;
    private static final int MAX_SESSION = 1 << 20;

    /// No session yet.
    public static PeerSessions none() {
        return new PeerSessions(List.of(), Bytes.empty());
    }

    /// The session to send with.
    public Optional<SessionState> current() {
        return sessions.stream().findFirst();
    }

    /// The session that a first message with this base key belongs to.
    public Optional<SessionState> withBaseKey(Bytes baseKey) {
        return sessions.stream().filter(s -> s.origin().baseKey().equals(baseKey)).findFirst();
    }

    /// Puts a session in front, replacing its former state; drops those too many or too old.
    public PeerSessions promote(SessionState state, long nowMs) {
        List<SessionState> kept = new ArrayList<>();
        kept.add(state);
        for (SessionState other : sessions) {
            boolean same = other.origin().baseKey().equals(state.origin().baseKey());
            boolean alive = other.activity().lastUsedMs() >= nowMs - Limits.ARCHIVED_MS;
            if (!same && alive && kept.size() <= Limits.ARCHIVED_SESSIONS) {
                kept.add(other);
            }
        }
        return new PeerSessions(List.copyOf(kept), unknown);
    }

    /// Decrypts with the session that knows the message's ratchet key, else with whichever can.
    public DoubleRatchet.Received decrypt(DoubleRatchet ratchet, MessageWire message, long nowMs) {
        if (sessions.isEmpty()) {
            throw new RatchetException(Reason.NO_SESSION, "no session with this device");
        }
        for (SessionState session : sessions) {
            if (session.receivingChain(message.ratchetKey()) != null) {
                return ratchet.decrypt(session, message, nowMs);
            }
        }
        for (SessionState session : sessions) {
            Optional<DoubleRatchet.Received> received = attempt(ratchet, session, message, nowMs);
            if (received.isPresent()) {
                return received.get();
            }
        }
        throw new RatchetException(Reason.UNDECRYPTABLE, "no session decrypts the message");
    }

    private static Optional<DoubleRatchet.Received> attempt(
            DoubleRatchet ratchet, SessionState session, MessageWire message, long nowMs) {
        try {
            return Optional.of(ratchet.decrypt(session, message, nowMs));
        } catch (RatchetException e) {
            if (e.reason() == Reason.UNDECRYPTABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// For storing.
    public byte[] encode() {
        ProtoWriter out = new ProtoWriter(2_048).number(1, SCHEMA);
        sessions.forEach(session -> out.bytes(2, SessionFormat.write(session)));
        return out.raw(unknown).done();
    }

    /// From the store.
    public static PeerSessions decode(byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        if (in.u32(1) != SCHEMA) {
            throw new RatchetException(
                    Reason.UNSUPPORTED_VERSION, "sessions of a newer version of this library");
        }
        List<SessionState> sessions = new ArrayList<>();
        while (sessions.size() <= Limits.ARCHIVED_SESSIONS && in.next(2)) {
            sessions.add(SessionFormat.read(in.bytes(2, 0, MAX_SESSION)));
        }
        return new PeerSessions(List.copyOf(sessions), in.unknown(Limits.UNKNOWN_FIELDS));
    }

    /// Zeroes every secret; only the last owner calls it.
    public void wipe() {
        sessions.forEach(SessionState::wipe);
    }
}
