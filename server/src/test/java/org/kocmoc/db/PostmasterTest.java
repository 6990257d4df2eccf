package org.kocmoc.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterTest {
    private static final String PANIC =
            "2026-11-26 09:31:33.165 UTC [4598] PANIC:  could not write to file \"pg_wal/xlogtemp.4598\": No space left on device";
    private static final String REFUSAL =
            "2026-11-26 09:31:34.165 UTC [4600] FATAL:  the database system is in recovery mode";
    private static final String FATAL =
            "2026-11-26 09:31:35.165 UTC [4601] FATAL:  could not create lock file \"postmaster.pid\": No space left on device";

    @TempDir Path cluster;

    @Test
    void aPanicIsSaidRatherThanWhatFollowsFromIt() {
        assertThat(Postmaster.lastWordsIn("LOG:  hello\n" + PANIC + "\n" + REFUSAL + "\n"))
                .isEqualTo(PANIC);
        assertThat(Postmaster.lastWordsIn(FATAL + "\n" + REFUSAL)).isEqualTo(FATAL);
        assertThat(Postmaster.lastWordsIn(REFUSAL)).isEmpty();
    }

    @Test
    void theEndOfALongLogIsEnough() throws Exception {
        assertThat(Postmaster.lastWords(cluster)).isEmpty();
        Path log = Files.createDirectory(cluster.resolve("log")).resolve("postgresql-Mon.log");
        Files.writeString(log, "LOG:  nothing of interest\n".repeat(10_000) + PANIC + "\n");

        assertThat(Postmaster.lastWords(cluster)).isEqualTo(PANIC);
    }
}
