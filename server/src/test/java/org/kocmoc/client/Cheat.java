package org.kocmoc.client;

import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kocmoc.testkit.BetweenServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A server that shows something else than there is, and refuses the next message once, so that its
/// sender looks.
final class Cheat implements BetweenServer.Mischief {
    /// What is shown instead.
    interface Show {
        JsonNode answer(String path, ObjectNode real);
    }

    private final Show show;
    private final AtomicBoolean refused = new AtomicBoolean();

    Cheat(Show show) {
        this.show = show;
    }

    /// Nobody can read what it shows of groups.
    static Cheat spoilingGroupEnvelopes() {
        return new Cheat(
                (path, real) -> {
                    real.path("messages").forEach(Cheat::spoil);
                    return real;
                });
    }

    private static void spoil(JsonNode row) {
        spoil(row, "group_envelope");
    }

    /// Changes the end of what an envelope holds.
    static void spoil(JsonNode row, String field) {
        if (row instanceof ObjectNode object && object.path(field).isString()) {
            byte[] envelope = Base64.getUrlDecoder().decode(object.path(field).asString());
            envelope[envelope.length - 1] ^= 1;
            object.put(field, Base64.getUrlEncoder().withoutPadding().encodeToString(envelope));
        }
    }

    @Override
    public Fate fate(String method, String path) {
        boolean message = method.equals("POST") && path.matches("/api/e2ee/chats/\\d+/messages");
        return message && !refused.getAndSet(true) ? Fate.REFUSE : Fate.PASS;
    }

    @Override
    public JsonNode answer(String method, String path, JsonNode real) {
        return real instanceof ObjectNode object ? show.answer(path, object) : real;
    }
}
