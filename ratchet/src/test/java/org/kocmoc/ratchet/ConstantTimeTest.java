package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kocmoc.ratchet.primitive.Kdf;

/// Secrets are compared in constant time everywhere.
final class ConstantTimeTest {
    private static final Path SOURCES = Path.of("src/main/java");

    /// The only places that may compare arrays in variable time: a public label, public base keys.
    private static final List<String> PUBLIC_VALUES =
            List.of("Unpacker.java", "PreKeyRecords.java");

    @Test
    void noVariableTimeComparisonInTheSources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<String> found =
                    files.filter(f -> f.toString().endsWith(".java"))
                            .filter(f -> !PUBLIC_VALUES.contains(f.getFileName().toString()))
                            .filter(ConstantTimeTest::comparesArrays)
                            .map(Path::toString)
                            .toList();
            assertThat(found).isEmpty();
        }
    }

    /// Coarse: a tag that differs in its first byte must not be refused much faster than one that
    /// differs in its last. A comparison that stops early would show over so many rounds.
    @Test
    void aTagIsComparedInTheSameTimeWhereverItDiffers() {
        Kdf kdf = Kdf.jdk();
        byte[] key = new byte[32];
        byte[] data = new byte[64];
        byte[] first = kdf.hmac(key, data);
        byte[] last = first.clone();
        first[0] ^= 1;
        last[31] ^= 1;
        double bestRatio = Double.MAX_VALUE;
        for (int attempt = 0; attempt < 10 && bestRatio > 1.2; attempt++) {
            long early = time(kdf, key, data, first);
            long late = time(kdf, key, data, last);
            bestRatio = Math.min(bestRatio, Math.max(early, late) / (double) Math.min(early, late));
        }
        assertThat(bestRatio).isLessThan(1.2);
    }

    private static long time(Kdf kdf, byte[] key, byte[] data, byte[] tag) {
        long start = System.nanoTime();
        for (int i = 0; i < 5_000; i++) {
            assertThat(kdf.verify(key, data, tag)).isFalse();
        }
        return System.nanoTime() - start;
    }

    private static boolean comparesArrays(Path file) {
        try {
            String source = Files.readString(file);
            return source.contains("Arrays.equals(") || source.contains("Objects.deepEquals(");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
