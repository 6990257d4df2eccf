package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.kocmoc.ratchet.Ciphertext.FirstMessage;
import org.kocmoc.ratchet.Ciphertext.Message;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.internal.FirstMessageWire;
import org.kocmoc.ratchet.internal.Suite;

/// Random histories of two devices: send, deliver in any order, lose, repeat, forge, restart from
/// the stored state, start at once, set up anew. A failing run prints its seed; `-Dhistory.seed=N`
/// runs it again.
///
/// In every history: what arrives is what was sent; nothing arrives twice; a refusal changes no
/// stored byte; the stored state stays bounded; in the end both sides share one session.
final class HistoryTest {
    private static final int STEPS = 150;

    /// Kept below the number of receiving chains and archived sessions, so that nothing delivered
    /// late may be lost.
    private static final int IN_FLIGHT = 3;

    private static final Set<Reason> REPLAYED =
            EnumSet.of(
                    Reason.DUPLICATE,
                    Reason.UNDECRYPTABLE,
                    Reason.UNKNOWN_PREKEY,
                    Reason.REUSED_BASE_KEY,
                    Reason.NO_SESSION,
                    Reason.IDENTITY_MISMATCH);

    private record Letter(boolean toAda, Ciphertext bytes, String text) {}

    private final TestClock clock = new TestClock();
    private final List<Letter> inFlight = new ArrayList<>();
    private final List<Letter> delivered = new ArrayList<>();
    private final Set<String> arrived = new HashSet<>();
    private SplittableRandom random = new SplittableRandom();
    private Person ada = new Person(1, clock).withOneTimeKeys(3);
    private Person bob = new Person(2, clock).withOneTimeKeys(3);
    private int sent;

    @RepeatedTest(15)
    void everyInvariantHolds() {
        String chosen = System.getProperty("history.seed", "");
        long seed = chosen.isEmpty() ? new SplittableRandom().nextLong() : Long.parseLong(chosen);
        random = new SplittableRandom(seed);
        try {
            start(true);
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            converge();
            System.out.printf(
                    "random history: %d steps, %d messages sent, seed %d%n", STEPS, sent, seed);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("history.seed=" + seed, e);
        }
    }

    private void step() {
        switch (random.nextInt(20)) {
            case 0 -> start(random.nextBoolean());
            case 1 -> restart();
            case 2 -> lose();
            case 3, 4 -> repeat();
            case 5, 6 -> forge();
            case 7 -> clock.advance(Duration.ofMinutes(random.nextInt(600)));
            case 8 -> {
                if (random.nextInt(6) == 0) {
                    setUpAnew();
                }
            }
            case 9, 10, 11, 12, 13 -> send(random.nextBoolean());
            default -> deliver();
        }
    }

    private void start(boolean byAda) {
        Person by = byAda ? ada : bob;
        by.start(byAda ? bob : ada);
    }

    private void restart() {
        (random.nextBoolean() ? ada : bob).restart();
    }

    private void send(boolean byAda) {
        Person by = byAda ? ada : bob;
        Person to = byAda ? bob : ada;
        if (by.store.transaction(tx -> by.ratchet.status(tx, to.address()))
                == Ratchet.Status.NONE) {
            by.start(to);
        }
        while (inFlight.stream().filter(l -> l.toAda() != byAda).count() >= IN_FLIGHT) {
            deliver();
        }
        String text = "m" + sent++ + "x".repeat(random.nextInt(200));
        inFlight.add(new Letter(!byAda, by.send(to, text), text));
    }

    private void deliver() {
        if (inFlight.isEmpty()) {
            return;
        }
        Letter letter = inFlight.remove(random.nextInt(inFlight.size()));
        assertThat(open(letter)).isEqualTo(letter.text());
        assertThat(arrived.add(letter.text())).as("arrives once").isTrue();
        delivered.add(letter);
    }

    private void lose() {
        if (!inFlight.isEmpty()) {
            inFlight.remove(random.nextInt(inFlight.size()));
        }
    }

    private void repeat() {
        if (!delivered.isEmpty()) {
            refuse(delivered.get(random.nextInt(delivered.size())), REPLAYED);
        }
    }

    private void forge() {
        if (!inFlight.isEmpty()) {
            Letter letter = inFlight.get(random.nextInt(inFlight.size()));
            Ciphertext forged =
                    switch (letter.bytes()) {
                        case Message(Bytes bytes) -> new Message(damaged(bytes));
                        case FirstMessage(Bytes bytes) -> new FirstMessage(damagedInside(bytes));
                    };
            refuse(new Letter(letter.toAda(), forged, letter.text()), EnumSet.allOf(Reason.class));
        }
    }

    /// Damages the inner message: what is around it counts only until the session exists.
    private Bytes damagedInside(Bytes first) {
        FirstMessageWire wire = FirstMessageWire.parse(Suite.K1, first.toArray());
        FirstMessageWire changed = new FirstMessageWire(wire.opening(), damaged(wire.message()));
        return Bytes.of(changed.encode(Suite.K1));
    }

    private Bytes damaged(Bytes message) {
        byte[] bytes = message.toArray();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
        return Bytes.of(bytes);
    }

    /// Bob's device is wiped: what was under way to or from it is lost, Ada drops her sessions.
    private void setUpAnew() {
        bob = bob.reinstalled().withOneTimeKeys(2);
        ada.store.transaction(
                tx -> {
                    ada.ratchet.forget(tx, bob.address());
                    return true;
                });
        List<Letter> lost = new ArrayList<>(inFlight);
        inFlight.clear();
        lost.forEach(letter -> refuse(letter, EnumSet.allOf(Reason.class)));
    }

    private void refuse(Letter letter, Set<Reason> allowed) {
        Person to = letter.toAda() ? ada : bob;
        List<String> before = to.dump();
        try {
            open(letter);
        } catch (RatchetException e) {
            assertThat(allowed).contains(e.reason());
            assertThat(to.dump()).isEqualTo(before);
            return;
        }
        throw new AssertionError("accepted what was forged, lost or received before");
    }

    private String open(Letter letter) {
        Person to = letter.toAda() ? ada : bob;
        return to.receive(letter.toAda() ? bob : ada, letter.bytes());
    }

    private void converge() {
        while (!inFlight.isEmpty()) {
            deliver();
        }
        for (int i = 0; i < 3; i++) {
            send(true);
            deliver();
            send(false);
            deliver();
        }
        assertThat(ada.send(bob, "last")).isInstanceOf(Message.class);
        assertThat(bob.send(ada, "last")).isInstanceOf(Message.class);
        long stored = ada.dump().stream().mapToLong(String::length).sum() / 2;
        assertThat(stored).isLessThan(1 << 20);
    }
}
