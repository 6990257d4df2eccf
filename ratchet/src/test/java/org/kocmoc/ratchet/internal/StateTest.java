package org.kocmoc.ratchet.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.ratchet.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.internal.SessionState.SendingChain;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// What a session keeps, for how long, and how it is stored.
final class StateTest {
    private static final Path STORED = Path.of("src/test/resources/state/sessions-1.txt");

    private final SessionPair pair = SessionPair.connected(Suite.K1, Primitives.standard());

    @Test
    void theOldestSkippedKeysGoAndTheirMessagesAreNotCalledDuplicates() {
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i <= 4_000; i++) {
            sent.add(pair.send(true, "m" + i));
        }
        pair.receive(false, sent.get(2_000));
        pair.receive(false, sent.get(4_000));

        assertThat(pair.bobState.receiving().getFirst().skipped()).hasSize(Limits.SKIPPED_KEYS);
        assertRefused(Reason.UNDECRYPTABLE, () -> pair.receive(false, sent.get(0)));
        assertThat(pair.receive(false, sent.get(3_999))).isEqualTo("m3999");
        assertRefused(Reason.DUPLICATE, () -> pair.receive(false, sent.get(3_999)));
    }

    @Test
    void skippedKeysDieOfAge() {
        byte[] late = pair.send(true, "late");
        pair.receive(false, pair.send(true, "first"));
        MessageWire wire = MessageWire.parse(Suite.K1, late);
        long month = SessionPair.NOW + Duration.ofDays(30).toMillis();

        assertThat(pair.ratchet.decrypt(pair.bobState, wire, month).content())
                .isEqualTo("late".getBytes(UTF_8));
        assertRefused(
                Reason.UNDECRYPTABLE, () -> pair.ratchet.decrypt(pair.bobState, wire, month + 1));
    }

    @Test
    void fiveReceivingChainsAreKept() {
        byte[] old = pair.send(true, "old");
        byte[] first = pair.send(true, "first");
        pair.receive(false, first);
        for (int i = 0; i < 4; i++) {
            pair.receive(true, pair.send(false, "x"));
            pair.receive(false, pair.send(true, "x"));
        }
        assertThat(pair.bobState.receiving()).hasSize(Limits.RECEIVING_CHAINS);
        SessionState before = pair.bobState;
        assertThat(pair.receive(false, old)).isEqualTo("old");
        pair.bobState = before;
        pair.receive(true, pair.send(false, "x"));
        pair.receive(false, pair.send(true, "x"));

        assertThat(pair.bobState.receiving()).hasSize(Limits.RECEIVING_CHAINS);
        assertRefused(Reason.UNDECRYPTABLE, () -> pair.receive(false, old));
    }

    @Test
    void theLastCounterIsNotUsed() {
        SendingChain chain = pair.adaState.sending();
        SendingChain last =
                new SendingChain(
                        chain.ratchetPrivate(),
                        chain.ratchetKey(),
                        chain.chainKey(),
                        Integer.MAX_VALUE,
                        0);
        pair.adaState = pair.adaState.sent(last);

        assertRefused(Reason.SESSION_EXHAUSTED, () -> pair.send(true, "x"));
    }

    @Test
    void formerSessionsAreBoundedInNumberAndAge() {
        PeerSessions sessions = PeerSessions.none();
        for (int i = 0; i < 15; i++) {
            SessionPair other = SessionPair.connected(Suite.K1, Primitives.standard());
            sessions = sessions.promote(other.adaState, SessionPair.NOW);
        }
        assertThat(sessions.sessions()).hasSize(Limits.ARCHIVED_SESSIONS + 1);

        long later = SessionPair.NOW + Limits.ARCHIVED_MS + 1;
        assertThat(sessions.promote(pair.adaState, later).sessions()).hasSize(1);
    }

    @Test
    void statesComeBackByteForByte() {
        pair.receive(false, pair.send(true, "hello"));
        pair.send(false, "lost");
        pair.receive(true, pair.send(false, "late"));
        for (SessionState state : List.of(pair.adaState, pair.bobState)) {
            byte[] stored = SessionFormat.write(state);
            assertThat(SessionFormat.write(SessionFormat.read(stored))).isEqualTo(stored);
        }
        pair.restart();
        assertThat(pair.receive(false, pair.send(true, "after"))).isEqualTo("after");
    }

    @Test
    void fieldsOfANewerVersionAreKept() {
        byte[] known = SessionFormat.write(pair.adaState);
        byte[] newer =
                Secret.join(known, new ProtoWriter().number(90, 7).bytes(91, new byte[5]).done());
        SessionState state = SessionFormat.read(newer);

        assertThat(SessionFormat.write(state)).isEqualTo(newer);
        byte[] tooMuch = Secret.join(known, new ProtoWriter().bytes(90, new byte[5_000]).done());
        assertRefused(Reason.CORRUPT_STATE, () -> SessionFormat.read(tooMuch));
    }

    @Test
    void aDamagedOrNewerRecordIsToldFromABadMessage() {
        byte[] stored = PeerSessions.none().promote(pair.adaState, SessionPair.NOW).encode();
        byte[] newer = stored.clone();
        newer[1] = 2;

        assertRefused(
                Reason.CORRUPT_STATE,
                () -> PeerSessions.decode(Arrays.copyOf(stored, stored.length - 1)));
        assertRefused(Reason.UNSUPPORTED_VERSION, () -> PeerSessions.decode(newer));
    }

    /// Sessions stored by the first version must load for ever, and go on where they were.
    @Test
    void sessionsOfTheFirstVersionStillLoad() throws IOException {
        if (Boolean.getBoolean("vectors.write")) {
            pair.receive(false, pair.send(true, "hello"));
            pair.send(true, "skipped");
            pair.receive(false, pair.send(true, "third"));
            byte[] stored = PeerSessions.none().promote(pair.bobState, SessionPair.NOW).encode();
            Files.createDirectories(STORED.getParent());
            String next = HexFormat.of().formatHex(pair.send(true, "next"));
            Files.writeString(STORED, HexFormat.of().formatHex(stored) + "\n" + next + "\n");
        }
        List<String> lines = Files.readAllLines(STORED);
        byte[] stored = HexFormat.of().parseHex(lines.get(0));
        PeerSessions sessions = PeerSessions.decode(stored);
        MessageWire next = MessageWire.parse(Suite.K1, HexFormat.of().parseHex(lines.get(1)));

        assertThat(sessions.decrypt(pair.ratchet, next, SessionPair.NOW).content())
                .isEqualTo("next".getBytes(UTF_8));
        assertThat(Bytes.of(sessions.encode())).isEqualTo(Bytes.of(stored));
    }
}
