package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random damage to valid input; `-Dfuzz.seconds=N` (5) is shared by all decoders.
///
/// Whatever goes in: no failure but a [RatchetException], no call over a second, and if it is
/// accepted, writing it again gives the same bytes.
final class FuzzTest {
    private static final long TOTAL_MS = Long.getLong("fuzz.seconds", 5) * 1_000;
    private static final int MAX_CALL_MS = 1_000;

    static Stream<FuzzCorpus.Target> targets() {
        return new FuzzCorpus().targets().stream();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void onlyDeclaredFailures(FuzzCorpus.Target target) {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        if (!target.stateful()) {
            for (byte[] valid : target.corpus()) {
                target.roundTrip().apply(valid).ifPresent(b -> assertThat(b).isEqualTo(valid));
            }
        }
        long end = System.nanoTime() + TOTAL_MS * 1_000_000 / FuzzCorpus.TARGETS;
        long inputs = 0;
        long accepted = 0;
        do {
            byte[] input = mutate(random, target.corpus());
            long start = System.nanoTime();
            try {
                Optional<byte[]> again = target.roundTrip().apply(input);
                accepted++;
                if (again.isPresent()) {
                    assertThat(again.get()).as("seed " + seed).isEqualTo(input);
                }
            } catch (RatchetException declared) {
                assertThat(declared.reason()).isNotNull();
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError(target + ", input " + Bytes.of(input).hex(), e);
            }
            assertThat((System.nanoTime() - start) / 1_000_000)
                    .as("milliseconds for one input of " + target)
                    .isLessThan(MAX_CALL_MS);
            inputs++;
        } while (System.nanoTime() < end);
        System.out.printf("fuzz %s: %d inputs, %d accepted%n", target, inputs, accepted);
    }

    private static byte[] mutate(SplittableRandom random, List<byte[]> corpus) {
        byte[] input = corpus.get(random.nextInt(corpus.size())).clone();
        int edits = 1 + random.nextInt(3);
        for (int i = 0; i < edits; i++) {
            input = edit(random, input, corpus);
        }
        return input;
    }

    private static byte[] edit(SplittableRandom random, byte[] in, List<byte[]> corpus) {
        if (in.length == 0) {
            return new byte[random.nextInt(64)];
        }
        int at = random.nextInt(in.length);
        switch (random.nextInt(8)) {
            case 0 -> in[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> in[at] = (byte) random.nextInt(256);
            case 2 -> in[at] = (byte) new int[] {0, 1, 0x7F, 0x80, 0xFF}[random.nextInt(5)];
            case 3 -> {
                return Arrays.copyOf(in, at);
            }
            case 4 -> {
                return splice(in, at, new byte[1 + random.nextInt(8)], at);
            }
            case 5 -> {
                return splice(in, at, new byte[0], Math.min(in.length, at + 1 + random.nextInt(8)));
            }
            case 6 -> {
                byte[] other = corpus.get(random.nextInt(corpus.size()));
                int from = random.nextInt(other.length);
                byte[] part = Arrays.copyOfRange(other, from, other.length);
                return splice(in, at, part, in.length);
            }
            default -> {
                // A huge length or number where one may be expected.
                byte[] huge = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
                return splice(in, at, huge, Math.min(in.length, at + 1));
            }
        }
        return in;
    }

    private static byte[] splice(byte[] in, int to, byte[] middle, int from) {
        byte[] out = new byte[to + middle.length + in.length - from];
        System.arraycopy(in, 0, out, 0, to);
        System.arraycopy(middle, 0, out, to, middle.length);
        System.arraycopy(in, from, out, to + middle.length, in.length - from);
        return out;
    }
}
