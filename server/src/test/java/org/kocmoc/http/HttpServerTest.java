package org.kocmoc.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.TestServer;

class HttpServerTest {
    @RegisterExtension static final TestServer server = new TestServer();

    @Test
    void unknownApiPathIs404Json() {
        Answer answer = server.api().get("/api/nothing").expect(404);

        assertThat(answer.header("Content-Type")).isEqualTo(Response.JSON);
        assertThat(answer.json().path("code").asString()).isEqualTo("not_found");
    }

    @Test
    void unknownPostOutsideApiIs404Json() {
        server.api().send("POST", "/nothing", BodyPublishers.noBody(), null).expect(404);
    }

    @Test
    void aSafeRequestIdIsEchoedAndAnUnsafeOneReplaced() {
        assertThat(server.api().with("X-Request-ID", "abc-1").get("/api/x").header("X-Request-ID"))
                .isEqualTo("abc-1");
        assertThat(server.api().with("X-Request-ID", "a b\"c").get("/api/x").header("X-Request-ID"))
                .matches("[A-Za-z0-9_-]{16}");
    }

    @Test
    void brokenPercentSignsAreRefused() {
        server.api().send("GET", "/api/%25zz/%2525", BodyPublishers.noBody(), null).expect(404);
    }

    @Test
    void noOtherOriginIsLetIn() {
        Api stranger = server.api().with("Origin", "https://evil.example");
        for (Answer answer :
                List.of(
                        stranger.get("/api/x"),
                        stranger.get("/api/users"),
                        stranger.get("/health"),
                        stranger.get("/"),
                        stranger.post("/api/auth/login", Map.of()),
                        stranger.with("Access-Control-Request-Method", "PUT")
                                .send("OPTIONS", "/api/users", BodyPublishers.noBody(), null))) {
            assertThat(answer.headers().keySet())
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
        }
    }

    @Test
    void everyAnswerHasSecurityHeaders() {
        Answer answer = server.api().get("/api/x");

        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(answer.header("X-Powered-By")).isEmpty();
    }
}
