package org.kocmoc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.access.Matrix;
import org.kocmoc.base.ErrorCode;
import org.kocmoc.http.Access;
import org.kocmoc.http.Route;
import org.kocmoc.realtime.SocketError;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.ApiDocument;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// `docs/api/openapi.yaml` against the server itself. A failure names what to write there.
class ApiDocumentTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private static String shape(Route route) {
        return route.method() + " " + route.pattern().replaceAll(":[^/]+", "{}");
    }

    private static Map<String, Route> routes() {
        return server.routes().stream()
                .collect(Collectors.toMap(ApiDocumentTest::shape, route -> route));
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        Set<String> described =
                ApiDocument.get().operations().stream()
                        .map(ApiDocument.Operation::shape)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(described).isEqualTo(new TreeSet<>(routes().keySet()));
    }

    @Test
    void everyRouteAndCommandHasARowOfTheAccessMatrix() {
        assertThat(Matrix.differences())
                .as("rows in org.kocmoc.access, then ./kocmoc docs")
                .isEmpty();
    }

    @Test
    void summariesAreThoseOfTheRouteTable() {
        Map<String, Route> routes = routes();
        for (ApiDocument.Operation operation : ApiDocument.get().operations()) {
            Route route = requireNonNull(routes.get(operation.shape()), operation.shape());
            assertThat(operation.node().path("summary").asString(""))
                    .as(operation.shape())
                    .isEqualTo(route.summary());
        }
    }

    @Test
    void onlyRoutesWithoutGuardDoWithoutAToken() {
        Map<String, Route> routes = routes();
        for (ApiDocument.Operation operation : ApiDocument.get().operations()) {
            Route route = requireNonNull(routes.get(operation.shape()), operation.shape());
            assertThat(operation.node().has("security"))
                    .as(operation.shape())
                    .isEqualTo(route.access() == Access.PUBLIC);
        }
    }

    @Test
    void everyRefusalOfTheServerIsDescribedAndNothingElse() {
        Set<String> described =
                new TreeSet<>(
                        ApiDocument.get().tree().findValues("code").stream()
                                .flatMap(code -> code.path("enum").valueStream())
                                .map(JsonNode::asString)
                                .toList());
        assertThat(described).isEqualTo(new TreeSet<>(refusals().keySet()));
    }

    @Test
    void aRefusalsNameMeansOneThing() {
        refusals()
                .forEach(
                        (code, meanings) ->
                                assertThat(
                                                meanings.stream()
                                                        .map(m -> m.status() + " " + m.text())
                                                        .distinct())
                                        .as(code)
                                        .hasSize(1));
    }

    private static Map<String, List<ErrorCode>> refusals() {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.kocmoc")
                        .stream()
                        .filter(type -> type.isEnum() && type.isAssignableTo(ErrorCode.class))
                        .map(JavaClass::reflect)
                        // Those of the socket are in its own document.
                        .filter(type -> !type.equals(SocketError.class))
                        .flatMap(type -> Arrays.stream(type.getEnumConstants()))
                        .map(ErrorCode.class::cast)
                        .collect(
                                Collectors.groupingBy(
                                        ErrorCode::code, TreeMap::new, Collectors.toList()));
    }

    @Test
    void theDocumentAndItsPageAreServedWithoutAnyOtherHost() {
        Answer document = server.api().get("/api/openapi.yaml").expect(200);
        assertThat(document.text()).startsWith("openapi: 3.1");
        Answer page = server.api().get("/api/docs").expect(200);
        assertThat(page.text()).doesNotContain("http://", "https://", "<style", "onload");
        for (String file : List.of("swagger-ui.css", "swagger-ui-bundle.js", "page.js")) {
            assertThat(page.text()).contains("/api/docs/" + file);
            server.api().get("/api/docs/" + file).expect(200);
        }
        server.api().get("/api/docs/openapi.yaml").expect(404);
        server.api()
                .send("GET", "/api/docs/..%2fopenapi.yaml", BodyPublishers.noBody(), null)
                .expect(404);
    }
}
