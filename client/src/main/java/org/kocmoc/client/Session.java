package org.kocmoc.client;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Somebody who is signed in: the way to the HTTP API and to [Live]. Immutable; any thread.
public final class Session {
    private final Http http;
    private final String token;
    private final long user;

    Session(Http http, String token, long user) {
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

    /// Opens a socket and keeps it open; see [Live].
    public Live live() {
        return Live.open(this);
    }

    /// Calls back whenever something waits in the mailbox of a device of end-to-end encryption, its
    /// keys run out or devices of others change; once at the beginning. Reconnects by itself until
    /// closed. See `org.kocmoc.client.encryption`.
    public AutoCloseable mailbox(int device, Runnable something) {
        return new MailboxSocket(this, device, something);
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

    Http http() {
        return http;
    }
}
