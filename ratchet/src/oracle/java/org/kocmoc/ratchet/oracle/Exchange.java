package org.kocmoc.ratchet.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.TestRandom;
import org.kocmoc.ratchet.internal.PreKeyChoice;
import org.kocmoc.ratchet.internal.SignalPeer;
import org.kocmoc.ratchet.internal.SignalSuite;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One conversation between ours and theirs, with random order, loss, repetition and bit flips; our side
/// of it is recorded. At most three messages are under way in a direction, so that neither side's
/// eviction of old chains comes into play.
final class Exchange {
    private static final int IN_FLIGHT = 3;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private record Letter(SignalPeer.Sent sent, String text) {}

    final Libsignal theirs = new Libsignal();
    final SignalPeer ours;

    private final SplittableRandom random;
    private final TestRandom drawn;
    private final ObjectNode fixture = JSON.createObjectNode();
    private final ArrayNode events;
    private final List<Letter> toOurs = new ArrayList<>();
    private final List<Letter> toTheirs = new ArrayList<>();
    private int count;

    Exchange(SignalSuite suite, long seed) throws Exception {
        random = new SplittableRandom(seed);
        drawn = new TestRandom(seed);
        ours = new SignalPeer(suite, drawn);
        fixture.put("suite", suite.name());
        events = JSON.createArrayNode();
    }

    void weInitiate(PreKeyChoice keys) {
        ours.initiate(theirs.identityKey(), keys);
        ObjectNode node = fixture.putObject("initiate");
        node.put("identity", theirs.identityKey().hex());
        node.put("signed_id", keys.signed().id()).put("signed", keys.signed().key().hex());
        if (keys.oneTime() != null) {
            node.put("one_time_id", keys.oneTime().id());
            node.put("one_time", keys.oneTime().key().hex());
        }
        if (keys.kem() != null) {
            node.put("kem_id", keys.kem().id()).put("kem", keys.kem().key().hex());
        }
        send(true);
        deliver(false, true);
    }

    void theyInitiate() {
        send(false);
        deliver(true, true);
    }

    void traffic(int steps) {
        for (int i = 0; i < steps; i++) {
            boolean byUs = random.nextBoolean();
            switch (random.nextInt(6)) {
                case 0 -> deliver(!byUs, random.nextInt(4) != 0);
                case 1 -> deliver(!byUs, true);
                case 2 -> ours.restart();
                default -> send(byUs);
            }
        }
        while (!toOurs.isEmpty()) {
            deliver(true, true);
        }
        while (!toTheirs.isEmpty()) {
            deliver(false, true);
        }
    }

    /// Writes our side of the exchange for the default tests.
    void record(String name) throws IOException {
        Path folder = Path.of("src/test/resources/oracle");
        Files.createDirectories(folder);
        fixture.put("random", drawn.drawn().hex());
        fixture.set("events", events);
        JSON.writeValue(folder.resolve(name + ".json").toFile(), fixture);
    }

    private void send(boolean byUs) {
        List<Letter> way = byUs ? toTheirs : toOurs;
        while (way.size() >= IN_FLIGHT) {
            deliver(!byUs, true);
        }
        String text = "message " + count++ + " " + "x".repeat(random.nextInt(100));
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        SignalPeer.Sent sent = byUs ? ours.send(content) : theirsSend(content);
        if (byUs) {
            events.addObject()
                    .put("content", Bytes.of(content).hex())
                    .put("type", sent.type())
                    .put("bytes", sent.bytes().hex());
        }
        way.add(new Letter(sent, text));
    }

    /// Delivers one letter (or loses it), after a damaged copy and before a repetition.
    private void deliver(boolean toUs, boolean arrives) {
        List<Letter> way = toUs ? toOurs : toTheirs;
        if (way.isEmpty()) {
            return;
        }
        Letter letter = way.remove(random.nextInt(way.size()));
        if (!arrives) {
            return;
        }
        SignalPeer.Sent sent = letter.sent();
        if (random.nextInt(3) == 0) {
            // The last bytes are the tag, in both kinds of message well inside.
            byte[] damaged = sent.bytes().toArray();
            damaged[tagPosition(sent)] ^= 4;
            refused(toUs, new SignalPeer.Sent(sent.type(), Bytes.of(damaged)));
        }
        assertThat(opened(toUs, sent)).isEqualTo(letter.text());
        if (random.nextInt(3) == 0) {
            refused(toUs, sent);
        }
    }

    private static int tagPosition(SignalPeer.Sent sent) {
        if (sent.type() == 2) {
            return sent.bytes().length() - 1;
        }
        // Field 4, the inner message, ends where field 5 (tag 28 hex) of the outer one begins.
        byte[] bytes = sent.bytes().toArray();
        int at = 1;
        while (bytes[at] != 0x22) {
            at += bytes[at] == 0x08 ? varintEnd(bytes, at + 1) - at : bytes[at + 1] + 2;
        }
        int length = bytes[at + 1] & 0x7F;
        int start = at + 2;
        if (bytes[at + 1] < 0) {
            length |= bytes[at + 2] << 7;
            start++;
        }
        return start + length - 1;
    }

    private static int varintEnd(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] < 0) {
            at++;
        }
        return at + 1;
    }

    private String opened(boolean toUs, SignalPeer.Sent sent) {
        byte[] content =
                toUs ? ours.receive(sent.type(), sent.bytes().toArray()) : theirsReceive(sent);
        if (toUs) {
            event(sent).put("accepted", true).put("opens", Bytes.of(content).hex());
        }
        return new String(content, StandardCharsets.UTF_8);
    }

    private void refused(boolean toUs, SignalPeer.Sent sent) {
        try {
            if (toUs) {
                ours.receive(sent.type(), sent.bytes().toArray());
            } else {
                theirs.receive(sent.type(), sent.bytes().toArray());
            }
        } catch (RatchetException expected) {
            event(sent).put("accepted", false);
            return;
        } catch (Exception expected) {
            assertThat(toUs).as("only a declared failure: " + expected).isFalse();
            return;
        }
        throw new AssertionError("accepted a damaged or repeated message");
    }

    private ObjectNode event(SignalPeer.Sent sent) {
        return events.addObject().put("type", sent.type()).put("bytes", sent.bytes().hex());
    }

    private SignalPeer.Sent theirsSend(byte[] content) {
        try {
            return theirs.send(content);
        } catch (Exception e) {
            throw new AssertionError("libsignal cannot send", e);
        }
    }

    private byte[] theirsReceive(SignalPeer.Sent sent) {
        try {
            return theirs.receive(sent.type(), sent.bytes().toArray());
        } catch (Exception e) {
            throw new AssertionError("libsignal refused our message", e);
        }
    }
}
