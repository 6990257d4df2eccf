package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kocmoc.ratchet.primitive.Secret;

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

    /// Coarse, on arrays long enough that stopping early cannot hide in the noise; the ordinary
    /// comparison shows that the measurement would notice.
    @Test
    void theComparisonDoesNotStopEarly() {
        assertThat(ratio(Secret::same)).isLessThan(4);
        assertThat(ratio(Arrays::equals)).isGreaterThan(4);
    }

    /// How much longer a difference at the end takes than one at the beginning; the least disturbed
    /// of several tries.
    private static double ratio(BiPredicate<byte[], byte[]> equal) {
        byte[] secret = new byte[1 << 18];
        byte[] early = secret.clone();
        byte[] late = secret.clone();
        early[0] = 1;
        late[late.length - 1] = 1;
        long bestEarly = Long.MAX_VALUE;
        long bestLate = Long.MAX_VALUE;
        for (int i = 0; i < 300; i++) {
            bestEarly = Math.min(bestEarly, time(equal, secret, early));
            bestLate = Math.min(bestLate, time(equal, secret, late));
        }
        return bestLate / (double) Math.max(1, bestEarly);
    }

    private static long time(BiPredicate<byte[], byte[]> equal, byte[] a, byte[] b) {
        long start = System.nanoTime();
        boolean same = equal.test(a, b);
        long took = System.nanoTime() - start;
        assertThat(same).isFalse();
        return took;
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
