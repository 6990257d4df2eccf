package org.kocmoc.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.Http;
import tools.jackson.databind.JsonNode;

/// A server, before anybody signed in:
///
///     Session session = Kocmoc.at(URI.create("https://chat.example.org")).signIn(email, password);
///
/// Immutable; any thread.
public final class Kocmoc {
    private final Http http;

    private Kocmoc(Http http) {
        this.http = http;
    }

    /// The server at an address, for example `http://localhost:3000`.
    public static Kocmoc at(URI server) {
        HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(10))
                        .build();
        return at(server, client);
    }

    /// The same with a client of one's own (proxy, certificates); several sessions may share it.
    public static Kocmoc at(URI server, HttpClient client) {
        return new Kocmoc(new Http(client, server, null));
    }

    /// Signs in.
    ///
    /// @throws RefusedException if address or password are wrong, or a second factor is needed
    public Session signIn(String email, String password) {
        return signIn(email, password, null);
    }

    /// Signs in with a code of the second factor.
    public Session signIn(String email, String password, @Nullable String totp) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("email", email);
        body.put("password", password);
        if (totp != null) {
            body.put("totp", totp);
        }
        return session(http.post("/api/auth/login", body));
    }

    /// Goes on with a token that was kept.
    ///
    /// @throws RefusedException with status 401 if it is not good any more
    public Session withToken(String token) {
        JsonNode answer = http.as(token).get("/api/auth/verify");
        return new Session(http.as(token), token, answer.path("user").path("id").asLong());
    }

    /// Registers an account; a code goes to its address.
    ///
    /// @return the account's id
    public long register(String name, String email, String password) {
        return http.post(
                        "/api/auth/register",
                        Map.of("name", name, "email", email, "password", password))
                .path("userId")
                .asLong();
    }

    /// Confirms an account by the mailed code, which signs it in.
    public Session confirm(long userId, String code) {
        return session(http.post("/api/auth/verify-email", Map.of("userId", userId, "code", code)));
    }

    private Session session(JsonNode answer) {
        String token = answer.path("token").asString();
        return new Session(http.as(token), token, answer.path("user").path("id").asLong());
    }
}
