package org.kocmoc.client.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetStore;

class MessageRecordTest {
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final MessageRecord lost =
            new MessageRecord(EnvelopeClass.CONTENT, 7, 3, 11, null, false, 0);

    private static MessageRecord stored(MessageRecord kept) {
        RatchetStore.Memory store = new RatchetStore.Memory();
        MessageRef ref = new MessageRef(new Address(1, 2), Bytes.ofHex("00".repeat(16)));
        return store.transaction(
                records -> {
                    kept.put(records, ref);
                    return MessageRecord.find(records, ref).orElseThrow();
                });
    }

    /// Minutes until it may be asked for again.
    private static long wait(MessageRecord kept) {
        long minutes = 0;
        while (!kept.isDue(kept.askedMs() + Duration.ofMinutes(minutes).toMillis(), PAUSE)) {
            minutes++;
        }
        return minutes;
    }

    /// What nobody can give any more would otherwise be asked for at every pause, for ever.
    @Test
    void eachRequestWaitsTwiceAsLongUpToAboutADay() {
        MessageRecord asked = lost;
        assertThat(asked.isDue(1, PAUSE)).isTrue();
        for (long minutes : new long[] {10, 20, 40, 80, 160, 320, 640, 1_280, 1_280, 1_280}) {
            asked = stored(asked.asked(1_000));
            assertThat(wait(asked)).isEqualTo(minutes);
        }
    }

    @Test
    void whatIsStoredIsReadBack() {
        assertThat(stored(lost)).isEqualTo(lost);
        MessageRecord asked = lost.asked(5).asked(6);
        assertThat(stored(asked)).isEqualTo(asked);
        assertThat(stored(asked).asks()).isEqualTo(2);
    }
}
