package org.kocmoc.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.TestServer;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What Prometheus itself makes of the figures and of the alert rules, by its own tool.
class PrometheusTest {
    private static final Path RULES = Path.of("../deploy/grafana");

    @RegisterExtension static final TestServer server = new TestServer();

    /// Its exit status, after what it said.
    private static String promtool(String input, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList();
        Process tool;
        try {
            tool =
                    new ProcessBuilder(command)
                            .directory(RULES.toFile())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            assumeTrue(false, "promtool is not installed");
            throw e;
        }
        try (var in = tool.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said + "exit " + tool.waitFor();
    }

    @Test
    void everyAlertRingsWhenItShouldAndOnlyThen() throws Exception {
        assertThat(promtool("", "test", "rules", "kocmoc-alerts.test.yaml")).endsWith("exit 0");
    }

    @Test
    void everyAlertIsTested() throws IOException {
        String tests = Files.readString(RULES.resolve("kocmoc-alerts.test.yaml"));
        new YAMLMapper()
                .readTree(Files.readString(RULES.resolve("kocmoc-alerts.yaml")))
                .findValuesAsString("alert")
                .forEach(alert -> assertThat(tests).contains("alertname: " + alert + "\n"));
    }

    @Test
    void figuresAreInTheFormThatItReads() throws Exception {
        String figures = server.api().get("/metrics").expect(200).text();

        // Remarks about names are not errors: those of the JVM are known under them everywhere.
        assertThat(promtool(figures, "check", "metrics")).doesNotContain("error while linting");
    }

    @Test
    void everyFigureSaysWhatItIs() {
        String figures = server.api().get("/metrics").expect(200).text();

        assertThat(figures.lines().filter(line -> line.startsWith("# HELP kocmoc_")))
                .hasSizeGreaterThan(30)
                .allSatisfy(line -> assertThat(line).matches("# HELP \\S+ \\S.*"));
    }
}
