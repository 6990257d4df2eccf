package org.kocmoc.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NudgeTest {
    private static final Nudge WITH_EVENT =
            new Nudge(7, 7, 2, 41, bytes("{\"для\":\"других\"}"), bytes("{\"client_id\":1}"));

    @Test
    void readsWhatItWrote() {
        assertThat(Nudge.decode(WITH_EVENT.encode()).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(WITH_EVENT);
        Nudge range = Nudge.range(1, Long.MAX_VALUE, 3);
        assertThat(Nudge.decode(range.encode())).contains(range);
    }

    @Test
    void leavesOtherKindsAloneAndRefusesWhatIsCutOff() {
        assertThat(Nudge.decode(new byte[0])).isEmpty();
        assertThat(Nudge.decode(bytes("{\"typing\":1}"))).isEmpty();
        byte[] whole = WITH_EVENT.encode();
        int header = whole.length - bytes("{\"для\":\"других\"}{\"client_id\":1}").length;
        for (int length : new int[] {1, header - 1, header, header + 3}) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Nudge.decode(cut))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
