package org.kocmoc.ratchet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.FixedRandom;
import org.kocmoc.ratchet.RatchetException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Exchanges recorded with libsignal, replayed: what it sent decrypts, and what we send is byte for
/// byte what it accepted then. The `oracle` profiles record them.
final class OracleFixtureTest {
    private static final Path FOLDER = Path.of("src/test/resources/oracle");

    static List<Path> fixtures() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void theRecordedExchangeRepeats(Path file) {
        JsonNode root = JsonMapper.shared().readTree(file.toFile());
        FixedRandom random = new FixedRandom(hex(root, "random"));
        SignalSuite suite = SignalSuite.valueOf(root.get("suite").asString());
        SignalPeer ours = new SignalPeer(suite, random);
        if (root.has("initiate")) {
            initiate(ours, root.get("initiate"));
        }
        int received = 0;
        for (JsonNode event : root.get("events")) {
            if (event.has("content")) {
                SignalPeer.Sent sent = ours.send(hex(event, "content"));
                assertThat(sent.type()).isEqualTo(event.get("type").asInt());
                assertThat(sent.bytes()).isEqualTo(Bytes.of(hex(event, "bytes")));
            } else if (event.get("accepted").asBoolean()) {
                byte[] content = ours.receive(event.get("type").asInt(), hex(event, "bytes"));
                assertThat(content).isEqualTo(hex(event, "opens"));
                received++;
            } else {
                assertThatExceptionOfType(RatchetException.class)
                        .isThrownBy(
                                () -> ours.receive(event.get("type").asInt(), hex(event, "bytes")));
            }
        }
        assertThat(received).isPositive();
        assertThat(random.remaining()).isZero();
    }

    private static void initiate(SignalPeer ours, JsonNode keys) {
        ours.initiate(
                Bytes.of(hex(keys, "identity")),
                new PreKeyChoice(
                        new PreKeyChoice.Key(
                                keys.get("signed_id").asInt(), Bytes.of(hex(keys, "signed"))),
                        keys.has("one_time")
                                ? new PreKeyChoice.Key(
                                        keys.get("one_time_id").asInt(),
                                        Bytes.of(hex(keys, "one_time")))
                                : null,
                        keys.has("kem")
                                ? new PreKeyChoice.KemKey(
                                        keys.get("kem_id").asInt(), 0, Bytes.of(hex(keys, "kem")))
                                : null));
    }

    private static byte[] hex(JsonNode node, String field) {
        return HexFormat.of().parseHex(node.get(field).asString());
    }
}
