package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kocmoc.ratchet.primitive.Primitives;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Every byte of the twin vectors, made again from their inputs. `-Dvectors.write=true` writes the
/// files anew, which is right only together with a change of `FORMATS.md`.
final class VectorsTest {
    private static final Path FOLDER = Path.of("src/test/resources/vectors");
    private static final Path FROM_TWIN =
            Path.of("../web/src/crypto/ratchet/vectors/from-twin.json");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// Primitives with randomness from a seed.
    record Seeded(TestRandom random) {
        Seeded(long seed) {
            this(new TestRandom(seed));
        }

        Primitives primitives() {
            return with(random);
        }
    }

    static List<String> kinds() {
        return VectorKinds.ALL.keySet().stream().sorted().toList();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyByteIsReproduced(String kind) throws IOException {
        Path file = FOLDER.resolve(kind + ".json");
        if (Boolean.getBoolean("vectors.write")) {
            Files.createDirectories(FOLDER);
            JSON.writeValue(file.toFile(), generated(kind));
        }
        JsonNode root = JSON.readTree(file.toFile());
        assertThat(root.get("cases").size()).isPositive();
        root.get("cases").forEach(one -> reproduce(kind, one));
        System.out.println("own vectors of " + kind + ": " + root.get("cases").size() + " cases");
    }

    /// The twin generates its own file with the same kinds; it is verified whenever it is there.
    @Test
    void theTwinsOwnVectorsHold() {
        if (!Files.exists(FROM_TWIN)) {
            System.out.println("no vectors from the twin at " + FROM_TWIN);
            return;
        }
        JsonNode root = JSON.readTree(FROM_TWIN.toFile());
        int cases = 0;
        for (Map.Entry<String, JsonNode> kind : root.properties()) {
            if (VectorKinds.ALL.containsKey(kind.getKey())) {
                for (JsonNode one : kind.getValue()) {
                    reproduce(kind.getKey(), one);
                    cases++;
                }
            }
        }
        System.out.println("vectors from the twin: " + cases + " cases");
        assertThat(cases).isPositive();
    }

    private static void reproduce(String kind, JsonNode one) {
        FixedRandom random = new FixedRandom(VectorKinds.bytes(one, "random"));
        JsonNode out =
                JSON.readTree(VectorKinds.named(kind).run(one.get("in"), with(random)).toString());
        for (Map.Entry<String, JsonNode> field : one.get("out").properties()) {
            assertThat(out.get(field.getKey()))
                    .as(kind + "." + field.getKey())
                    .isEqualTo(field.getValue());
        }
        assertThat(out.size()).isEqualTo(one.get("out").size());
        assertThat(random.remaining()).as("random bytes left over").isZero();
    }

    private static ObjectNode generated(String kind) {
        ObjectNode root = JSON.createObjectNode();
        root.put("what", "FORMATS.md: " + kind + "; random = all bytes drawn, in order");
        ArrayNode cases = root.putArray("cases");
        long seed = 1_000;
        for (ObjectNode in : new VectorInputs(20_261_101).of(kind)) {
            Seeded seeded = new Seeded(seed++);
            ObjectNode out = VectorKinds.named(kind).run(in, seeded.primitives());
            ObjectNode one = cases.addObject();
            one.put("random", seeded.random().drawn().hex());
            one.set("in", in);
            one.set("out", JSON.readTree(out.toString()));
        }
        return root;
    }

    private static Primitives with(SecureRandom random) {
        Primitives p = Primitives.standard();
        return new Primitives(
                p.agreement(), p.signing(), p.kem(), p.kdf(), p.cbc(), p.gcm(), random);
    }
}
