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

    private static final String PATIENCE = "stop_grace_period";

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
    void socketsAndAllElseGoToTheSameServers() throws IOException {
        for (String file : List.of("nginx/kocmoc.conf", "compose/cluster.nginx.conf")) {
            String proxy = Files.readString(DEPLOY.resolve(file));

            assertThat(servers(proxy, "kocmoc_ws"))
                    .as(file)
                    .hasSize(3)
                    .isEqualTo(servers(proxy, "kocmoc"));
        }
    }

    /// Those to be switched on as well, without when they count as failed.
    private static List<String> servers(String proxy, String upstream) {
        Matcher block = Pattern.compile("(?s)upstream " + upstream + " \\{(.*?)\n}").matcher(proxy);
        assertThat(block.find()).isTrue();
        return block.group(1)
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("(# )?server .*;"))
                .map(line -> line.replaceAll(" (max_fails|fail_timeout)=\\w+", ""))
                .toList();
    }

    @Test
    void dashboardAndAlertsAskForFiguresThatThereAre() throws IOException {
        Person ada = server.people().ada();
        ada.api().get("/api/chats").expect(200);
        String figures = server.api().get("/metrics").expect(200).text();
        Pattern name = Pattern.compile("\\b(kocmoc|hikaricp|jvm|process|disk)_[a-z_]+");
        for (String file : List.of("grafana/kocmoc-dashboard.json", "grafana/kocmoc-alerts.yaml")) {
            Matcher found = name.matcher(Files.readString(DEPLOY.resolve(file)));
            while (found.find()) {
                assertThat(figures).as(file).containsPattern("(?m)^" + found.group() + "[{ ]");
            }
        }
    }

    @Test
    void everyAlertIsExplainedToOperators() throws IOException {
        for (String file : List.of("operations.md", "operations.ru.md")) {
            String explained = Files.readString(Path.of("../docs", file));
            for (JsonNode rule :
                    yaml(DEPLOY.resolve("grafana/kocmoc-alerts.yaml")).at("/groups/0/rules")) {
                assertThat(explained).as(file).contains(rule.path("alert").asString());
            }
        }
    }

    @Test
    void whateverStopsAServerWaitsAsLongAsOperatorsAreTold() throws IOException {
        assertThat(Files.readString(Path.of("../docs/operations.md"))).contains("Give it 45 s");
        assertThat(Files.readString(DEPLOY.resolve("systemd/kocmoc.service")))
                .contains("TimeoutStopSec=45\n");
        assertThat(Files.readString(DEPLOY.resolve("pm2/ecosystem.config.cjs")))
                .contains("kill_timeout: 45000,");
        assertThat(yaml(DEPLOY.resolve("compose/one-node.yaml")).findValuesAsString(PATIENCE))
                .containsExactly("45s");
        assertThat(yaml(DEPLOY.resolve("compose/cluster.yaml")).findValuesAsString(PATIENCE))
                .contains("45s")
                .containsOnly("45s");
    }

    /// What certbot keeps in `live/` are links to `../../archive`, which must be there too.
    @Test
    void theProxyOfTheClusterSeesTheCertificateAndWhatItLinksTo() throws IOException {
        Matcher mount =
                Pattern.compile("\\$\\{CERTIFICATES:[^}]*}:([^:]+):ro")
                        .matcher(Files.readString(DEPLOY.resolve("compose/cluster.yaml")));
        assertThat(mount.find()).isTrue();
        Matcher named =
                Pattern.compile("(?m)^ *ssl_certificate(?:_key)? +(\\S+);")
                        .matcher(Files.readString(DEPLOY.resolve("compose/cluster.nginx.conf")));

        for (int i = 0; i < 2; i++) {
            assertThat(named.find()).isTrue();
            assertThat(named.group(1)).startsWith(mount.group(1) + "/live/");
        }
        assertThat(Files.readAllLines(DEPLOY.resolve("compose/cluster.env.example")))
                .contains("CERTIFICATES=/etc/letsencrypt");
    }

    /// Without comments, addresses and names.
    private static List<String> directives(String file) throws IOException {
        return Files.readAllLines(DEPLOY.resolve(file)).stream()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .filter(
                        line ->
                                !line.matches(
                                        "(server|server_name|resolver|ssl_certificate(_key)?) [^{]*;"))
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
    void everyVariableThatTheClusterIsGivenIsInItsExample() throws IOException {
        String example = Files.readString(DEPLOY.resolve("compose/cluster.env.example"));
        Matcher asked =
                Pattern.compile("\\$\\{([A-Z0-9_]+)[:}]")
                        .matcher(Files.readString(DEPLOY.resolve("compose/cluster.yaml")));

        assertThat(asked.results().map(found -> found.group(1)).distinct())
                .contains("S3_URL", "SMTP_URL")
                .allSatisfy(name -> assertThat(example).containsPattern("(?m)^" + name + "="));
    }

    @Test
    void noContainersLogGrowsForEver() throws IOException {
        for (String file : List.of("compose/one-node.yaml", "compose/cluster.yaml")) {
            JsonNode compose = yaml(DEPLOY.resolve(file));
            for (JsonNode service : compose.path("services")) {
                assertThat(log(compose, service).at("/options/max-size").asString(""))
                        .as(file + ": " + service)
                        .isEqualTo("20m");
            }
        }
    }

    /// The parser leaves aliases as they are, by name; each is that of the block `x-NAME`.
    private static JsonNode log(JsonNode compose, JsonNode place) {
        if (place.isString()) {
            return log(compose, compose.path("x-" + place.asString()));
        }
        if (place.has("logging")) {
            JsonNode logging = place.path("logging");
            return logging.isString() ? compose.path("x-" + logging.asString()) : logging;
        }
        return place.has("<<") ? log(compose, place.path("<<")) : place;
    }

    @Test
    void aServerIsRestartedOnlyWhenTheProxyUsesTheOneBeforeAgain() throws IOException {
        Matcher pause =
                Pattern.compile("fail_timeout=(\\d+)s")
                        .matcher(Files.readString(DEPLOY.resolve("nginx/kocmoc.conf")));
        assertThat(pause.find()).isTrue();
        int rest = Integer.parseInt(pause.group(1)) + 1;

        assertThat(Files.readString(DEPLOY.resolve("pm2/rolling-restart.sh")))
                .contains("rest=\"${KOCMOC_REST:-" + rest + "}\"");
    }

    @Test
    void noJarIsReleasedWithoutItsLibraries() throws IOException {
        assertThat(Files.readString(Path.of("../.github/workflows/release.yml")))
                .doesNotContain(".jar");
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
