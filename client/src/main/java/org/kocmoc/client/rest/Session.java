package org.kocmoc.client.rest;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.model.Position;
import org.kocmoc.client.model.SyncPage;
import org.kocmoc.client.wire.Http;
import tools.jackson.databind.JsonNode;

/// Somebody who is signed in: the way to the HTTP API; `Live` opens a socket for it. Immutable; any
/// thread.
public final class Session {
    private final Http http;
    private final String token;
    private final long user;

    /// With a token that is known to be good; `Kocmoc` makes it.
    public Session(Http http, String token, long user) {
        this.http = http;
        this.token = token;
        this.user = user;
    }

    /// The account's id.
    public long user() {
        return user;
    }

    /// What [Kocmoc#withToken] takes. Whoever has it is this account: keep it like a password.
    public String token() {
        return token;
    }

    /// Chats and their members.
    public ChatCalls chats() {
        return new ChatCalls(http);
    }

    /// Messages.
    public MessageCalls messages() {
        return new MessageCalls(http);
    }

    /// Uploads and downloads.
    public FileCalls files() {
        return new FileCalls(http);
    }

    /// What happened since a position in the own log and in some chats, and where all chats stand.
    ///
    /// @param since null leaves the own log out
    /// @param chats of which to get events
    /// @param limit most events of each log, 1 to 500
    public SyncPage sync(@Nullable Position since, Map<Long, Position> chats, int limit) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (since != null) {
            body.put("user", since);
        }
        body.put("chats", chats);
        body.put("limit", limit);
        return SyncPage.read(http.post("/api/sync", body));
    }

    /// Any route of `docs/api/openapi.yaml` that has no method here.
    ///
    /// @param method GET, POST, PUT, PATCH or DELETE
    /// @param path with its query, beginning with `/`
    /// @param body what becomes the JSON body, or `null` for none
    public JsonNode call(String method, String path, @Nullable Object body) {
        return http.call(method, path, body);
    }

    /// Ends this session on the server; the token is worthless then.
    public void signOut() {
        http.post("/api/auth/logout", Map.of());
    }

    /// The way to the server as this account, for the rest of the SDK.
    public Http http() {
        return http;
    }
}
