package org.kocmoc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.testkit.ChildServer;

class NativeLoopsTest {
    /// As in a container, whose `/tmp` is mounted so.
    @Test
    @EnabledOnOs(OS.LINUX)
    void theyAreNativeWhereNoProgramRunsFromTheTemporaryFolder(@TempDir Path folder)
            throws Exception {
        Map<String, String> container =
                Map.of(
                        "JAVA_TOOL_OPTIONS",
                        "-Dlogback.configurationFile=logback.xml -Djava.io.tmpdir="
                                + folder.resolve("none"));
        try (ChildServer server = ChildServer.start(folder, container)) {
            assertThat(server.log())
                    .contains("event loops are native")
                    .doesNotContain("not native");
        }
    }
}
