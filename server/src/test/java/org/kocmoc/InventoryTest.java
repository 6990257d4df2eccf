package org.kocmoc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.http.Route;
import org.kocmoc.testkit.TestServer;

/// `docs/api/inventory.md` is made from the route table: by this test when it is run with
/// `-Dkocmoc.docs=write`, as `./kocmoc docs` does.
class InventoryTest {
    private static final Path FILE = Path.of("../docs/api/inventory.md");

    @RegisterExtension static final TestServer server = new TestServer();

    private static String inventory() {
        return server.routes().stream()
                .sorted(Comparator.comparing(Route::pattern).thenComparing(Route::method))
                .map(
                        route ->
                                "| %s | `%s` | %s | %s | %s |"
                                        .formatted(
                                                route.method(),
                                                route.pattern(),
                                                words(route.access()),
                                                words(route.body()),
                                                route.summary()))
                .collect(
                        Collectors.joining(
                                "\n",
                                """
                                # Routes

                                Made from the route table by `./kocmoc docs`; a test fails when it is stale. The bodies and answers are in
                                `openapi.yaml`.

                                | method | path | who | body | what |
                                |---|---|---|---|---|
                                """,
                                "\n"));
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT);
    }

    @Test
    void theInventoryIsTheRouteTable() throws IOException {
        if ("write".equals(System.getProperty("kocmoc.docs"))) {
            Files.writeString(FILE, inventory());
        }
        assertThat(FILE).as("run ./kocmoc docs").hasContent(inventory());
    }
}
