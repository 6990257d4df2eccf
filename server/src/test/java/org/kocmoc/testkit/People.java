package org.kocmoc.testkit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.kocmoc.base.UserId;
import tools.jackson.databind.JsonNode;

/// People of a test server, made by registering, confirming and signing in through its real routes.
/// Any thread.
public final class People {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final TestServer server;
    private final Map<String, Person> known = new ConcurrentHashMap<>();

    People(TestServer server) {
        this.server = server;
    }

    /// Ada, the same in every call.
    public Person ada() {
        return called("Ada");
    }

    /// Bob, the same in every call.
    public Person bob() {
        return called("Bob");
    }

    /// Carol, the same in every call.
    public Person carol() {
        return called("Carol");
    }

    /// The person of that name, the same in every call.
    public Person called(String name) {
        return known.computeIfAbsent(name, this::newcomer);
    }

    /// The server's administrator, signed in anew.
    public Person admin() {
        JsonNode answer =
                server.api()
                        .post(
                                "/api/auth/login",
                                Map.of(
                                        "email",
                                        TestServer.ADMIN_EMAIL,
                                        "password",
                                        TestServer.ADMIN_PASSWORD))
                        .expect(200)
                        .json();
        return person(answer, TestServer.ADMIN_PASSWORD);
    }

    /// Somebody new of that name.
    public Person newcomer(String name) {
        String email = "person%d@kocmoc.test".formatted(NUMBERS.incrementAndGet());
        String password = "password of " + name;
        long id = register(name, email, password);
        JsonNode answer =
                server.api()
                        .post(
                                "/api/auth/verify-email",
                                Map.of("userId", id, "code", server.mails().code(email)))
                        .expect(200)
                        .json();
        return person(answer, password);
    }

    /// Registers without confirming.
    ///
    /// @return the account's id
    public long register(String name, String email, String password) {
        return server.api()
                .post(
                        "/api/auth/register",
                        Map.of("name", name, "email", email, "password", password))
                .expect(201)
                .json()
                .path("userId")
                .asLong();
    }

    private Person person(JsonNode answer, String password) {
        String token = answer.path("token").asString();
        JsonNode user = answer.path("user");
        return new Person(
                new UserId(user.path("id").asLong()),
                user.path("name").asString(),
                user.path("email").asString(),
                password,
                token,
                server.api().as(token));
    }
}
