package org.kocmoc.access;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.EnumMap;
import java.util.Map;
import org.kocmoc.base.Json;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Sends calls as somebody, and names what came back. Sockets are kept for later calls. One thread.
final class Outcomes implements AutoCloseable {
    /// What came back.
    ///
    /// @param name [Row#YES] or the refusal
    /// @param text the whole answer
    record Outcome(String name, String text) {}

    private final Cast cast;
    private final Map<Role, TestSocket> sockets = new EnumMap<>(Role.class);

    Outcomes(Cast cast) {
        this.cast = cast;
    }

    Outcome of(Role role, Call call) {
        return call.method().equals(Call.SOCKET) ? command(role, call) : request(role, call);
    }

    private Outcome request(Role role, Call call) {
        Api api = cast.api(role);
        for (Map.Entry<String, String> header : call.headers().entrySet()) {
            api = api.with(header.getKey(), header.getValue());
        }
        Answer answer;
        try {
            answer = send(api, call);
        } catch (AssertionError e) {
            // Told with all other cells.
            return new Outcome(String.valueOf(e.getMessage()), "");
        }
        return new Outcome(
                answer.status() < 400 ? Row.YES : answer.status() + " " + code(answer),
                answer.text());
    }

    private static Answer send(Api api, Call call) {
        if (call.body() instanceof Multipart form) {
            return api.send(
                    call.method(),
                    call.target(),
                    BodyPublishers.ofByteArray(form.bytes()),
                    Multipart.TYPE);
        }
        BodyPublisher body =
                call.body() == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(Json.write(call.body()));
        return api.send(
                call.method(),
                call.target(),
                body,
                call.body() == null ? null : "application/json");
    }

    private static String code(Answer answer) {
        try {
            return answer.json().path("code").asString("without code");
        } catch (JacksonException e) {
            return "without JSON";
        }
    }

    @SuppressWarnings("unchecked")
    private Outcome command(Role role, Call call) {
        if (role == Role.ANONYMOUS || role == Role.BANNED) {
            return closed(role, call);
        }
        TestSocket socket =
                sockets.computeIfAbsent(
                        role, one -> TestSocket.of(cast.server(), cast.person(one)));
        Map<String, ?> fields = call.body() == null ? Map.of() : (Map<String, ?>) call.body();
        JsonNode answer = socket.answer(socket.send(call.target(), fields));
        return new Outcome(
                answer.has("ok")
                        ? Row.YES
                        : "refused " + answer.path("error").path("code").asString(),
                answer.toString());
    }

    @SuppressWarnings("unchecked")
    private Outcome closed(Role role, Call call) {
        try (TestSocket socket = TestSocket.open(cast.server().port())) {
            if (role == Role.BANNED) {
                socket.send("auth", Map.of("token", cast.person(role).token()));
            } else {
                socket.send(
                        call.target(),
                        call.body() == null ? Map.of() : (Map<String, ?>) call.body());
            }
            return new Outcome("closed " + socket.end().reason(), socket.frames().toString());
        }
    }

    /// Calls of the role go over a new socket from now on, which knows all chats: one that is open
    /// hears of a new chat a moment later.
    void reconnect(Role role) {
        TestSocket socket = sockets.remove(role);
        if (socket != null) {
            socket.close();
        }
    }

    /// Everything that the sockets of a role heard so far.
    String heard(Role role) {
        TestSocket socket = sockets.get(role);
        return socket == null ? "" : socket.frames().toString();
    }

    @Override
    public void close() {
        sockets.values().forEach(TestSocket::close);
    }
}
