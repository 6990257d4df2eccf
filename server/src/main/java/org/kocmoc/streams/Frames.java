package org.kocmoc.streams;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.Json;

/// The server's frames as JSON.
public final class Frames {
    private Frames() {}

    public static byte[] ok(long id, Object answer) {
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("id", id);
        frame.put("ok", answer);
        return Json.write(frame);
    }

    public static byte[] error(long id, ApiException refusal) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", refusal.code().code());
        error.put("message", refusal.code().text());
        error.put("retry", retry(refusal));
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("id", id);
        frame.put("error", error);
        return Json.write(frame);
    }

    private static @Nullable Long retry(ApiException refusal) {
        return refusal.retryAfter()
                .map(wait -> Math.max(1, wait.toMillis()))
                .orElse(refusal.code().retryable() ? 1_000L : null);
    }

    /// An event that is in no log.
    public static byte[] event(String type, Object data) {
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("type", type);
        frame.put("data", data);
        return Json.write(frame);
    }

    /// An event of a chat that is not in its log.
    public static byte[] chatEvent(String type, ChatId chat, Object data) {
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("type", type);
        frame.put("chat", chat);
        frame.put("data", data);
        return Json.write(frame);
    }
}
