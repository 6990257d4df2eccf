package org.kocmoc.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.config.Setting;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The files of `deploy/` and the workflows keep to what the rest of the project says.
class DeployTest {
    private static final Path DEPLOY = Path.of("../deploy");

    @RegisterExtension static final TestServer server = new TestServer();

    private static JsonNode yaml(Path file) throws IOException {
        return new YAMLMapper().readTree(Files.readString(file));
    }

    @Test
    void theProxyOfTheClusterIsThePublishedOneWithOtherNames() throws IOException {
        List<String> one = directives("nginx/kocmoc.conf");
        List<String> three = directives("compose/cluster.nginx.conf");

        assertThat(three).isEqualTo(one);
    }

    @Test
    void dashboardAndAlertsAskForFiguresThatThereAre() throws IOException {
        Person ada = server.people().ada();
        ada.api().get("/api/chats").expect(200);
        String figures = server.api().get("/metrics").expect(200).text();
        Pattern name = Pattern.compile("\\b(kocmoc|hikaricp|jvm|process)_[a-z_]+");
        for (String file : List.of("grafana/kocmoc-dashboard.json", "grafana/kocmoc-alerts.yaml")) {
            Matcher found = name.matcher(Files.readString(DEPLOY.resolve(file)));
            while (found.find()) {
                assertThat(figures).as(file).containsPattern("(?m)^" + found.group() + "[{ ]");
            }
        }
    }

    /// Without comments, addresses and names.
    private static List<String> directives(String file) throws IOException {
        return Files.readAllLines(DEPLOY.resolve(file)).stream()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .filter(line -> !line.matches("(server|server_name|ssl_certificate(_key)?) [^{]*;"))
                .toList();
    }

    @Test
    void everyVariableOfAServerIsASetting() throws IOException {
        List<String> settings = Stream.of(Setting.values()).map(Setting::toString).toList();
        JsonNode one = yaml(DEPLOY.resolve("compose/one-node.yaml"));
        JsonNode three = yaml(DEPLOY.resolve("compose/cluster.yaml"));

        assertThat(one.path("services").path("kocmoc").path("environment").propertyNames())
                .isNotEmpty()
                .isSubsetOf(settings);
        assertThat(three.path("x-kocmoc").path("environment").propertyNames())
                .isNotEmpty()
                .isSubsetOf(settings);
    }

    @Test
    void containersRunWithoutRightsOnAFileSystemThatTheyCannotChange() throws IOException {
        JsonNode one =
                yaml(DEPLOY.resolve("compose/one-node.yaml")).path("services").path("kocmoc");
        String image = Files.readString(DEPLOY.resolve("Dockerfile"));

        assertThat(one.path("read_only").asBoolean()).isTrue();
        assertThat(one.path("cap_drop").get(0).asString()).isEqualTo("ALL");
        assertThat(image).contains("USER 10001:10001", "HEALTHCHECK");
    }

    @Test
    void workflowsUseActionsByTheirHashAndHaveNoRightsByDefault() throws IOException {
        Pattern uses = Pattern.compile("uses: (\\S+)");
        try (Stream<Path> files = Files.list(Path.of("../.github/workflows"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                List<String> actions = new ArrayList<>();
                for (Matcher found = uses.matcher(text); found.find(); ) {
                    actions.add(found.group(1));
                }
                assertThat(actions)
                        .as(file.toString())
                        .isNotEmpty()
                        .allMatch(action -> action.matches("[\\w./-]+@[0-9a-f]{40}"));
                assertThat(yaml(file).path("permissions").path("contents").asString())
                        .isEqualTo("read");
            }
        }
    }
}
