package org.kocmoc.auth;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.http.Request;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// The program that somebody signs in with, as it describes itself.
///
/// @param deviceId made by the client, kept over sign-ins
/// @param userAgent shown in the list of sessions
public record Client(@Nullable String deviceId, @Nullable String userAgent) {
    /// The client of a request, which names its device in the body.
    public static Client of(Request request, Fields fields) {
        return new Client(
                deviceId(fields).orElse(null),
                request.header("User-Agent")
                        .map(agent -> agent.replaceAll("[^ -~]", ""))
                        .map(Client::shortened)
                        .orElse(null));
    }

    /// The device that a body names.
    public static Optional<String> deviceId(Fields fields) {
        return fields.filled("deviceId").filter(id -> id.length() <= Size.DEVICE_ID_CHARS.value());
    }

    private static String shortened(String agent) {
        return agent.substring(0, Math.min(agent.length(), Size.USER_AGENT_CHARS.value()));
    }
}
