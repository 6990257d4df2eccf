package org.kocmoc.client;

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

    @Override
    public Fate fate(String method, String path) {
        boolean message = method.equals("POST") && path.matches("/api/e2ee/chats/\\d+/messages");
        return message && !refused.getAndSet(true) ? Fate.STALE : Fate.PASS;
    }

    @Override
    public JsonNode answer(String method, String path, JsonNode real) {
        return real instanceof ObjectNode object ? show.answer(path, object) : real;
    }
}
