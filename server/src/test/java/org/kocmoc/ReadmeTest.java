package org.kocmoc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kocmoc.config.Setting;

class ReadmeTest {
    @Test
    void theTableOfSettingsIsTheTableInTheCode() throws IOException {
        List<String> rows =
                Files.readAllLines(Path.of("..", "README.md")).stream()
                        .dropWhile(line -> !line.equals("<!-- settings -->"))
                        .takeWhile(line -> !line.equals("<!-- /settings -->"))
                        .skip(3)
                        .toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Arrays.stream(Setting.values()).map(ReadmeTest::row).toList());
    }

    private static String row(Setting setting) {
        String absent = setting.absent();
        String shown = absent == null ? "" : "`" + absent + "` ";
        return "| `" + setting + "` | " + shown + "| " + setting.meaning() + " |";
    }
}
