package org.kocmoc.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kocmoc.limits.Size;

class LongTableTest {
    /// COPY writes each byte as two, and what grows to hold a page takes up to three times as much
    /// for a moment. A backup runs in a quarter of the machine's memory.
    @Test
    void aPageOfTheLongestRowsFitsIntoASmallMachine() {
        Map<LongTable, Integer> longest =
                Map.of(
                        LongTable.MESSAGES, Size.E2EE_BODY_BYTES.value(),
                        LongTable.MESSAGE_EDITS, Size.E2EE_BODY_BYTES.value(),
                        LongTable.MAILBOX, Size.E2EE_ENVELOPE_BYTES.value(),
                        // Each word: eight bytes in hexadecimal digits, quoted.
                        LongTable.MESSAGE_TERMS, Size.TERMS_PER_MESSAGE.value() * 12);

        longest.forEach(
                (table, bytes) ->
                        assertThat(2L * bytes * table.pageRows())
                                .as(table.table())
                                .isLessThan(48L << 20));
    }
}
