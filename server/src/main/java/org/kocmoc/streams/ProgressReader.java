package org.kocmoc.streams;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.ErrorCode;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Numbers;
import org.kocmoc.wire.Position;
import tools.jackson.databind.JsonNode;

/// Reads how far a client has come:
/// `{"user":{"epoch":1,"seq":40},"chats":{"5":{"epoch":1,"seq":12}}}`. Stateless; any thread.
public final class ProgressReader {
    private ProgressReader() {}

    /// @param from the structure, or `null` for nothing
    /// @param paged whether the client comes back for more
    /// @param bad the refusal of anything malformed
    public static Backlog.Progress read(
            @Nullable JsonNode from, boolean encrypted, boolean paged, ErrorCode bad) {
        if (from == null || from.isNull()) {
            return new Backlog.Progress(null, Map.of(), encrypted, Size.SYNC_EVENTS.value(), paged);
        }
        if (!from.isObject()) {
            throw new ApiException(bad);
        }
        JsonNode user = from.path("user");
        return new Backlog.Progress(
                user.isMissingNode() || user.isNull() ? null : position(user, bad),
                chats(from.path("chats"), bad),
                encrypted,
                limit(from.path("limit"), bad),
                paged);
    }

    private static Map<ChatId, Position> chats(JsonNode named, ErrorCode bad) {
        Map<ChatId, Position> chats = new HashMap<>();
        if (named.isMissingNode() || named.isNull()) {
            return chats;
        }
        if (!named.isObject() || named.size() > Size.SYNC_CHATS.value()) {
            throw new ApiException(bad);
        }
        named.properties()
                .forEach(
                        entry ->
                                chats.put(
                                        new ChatId(
                                                Numbers.parse(entry.getKey())
                                                        .orElseThrow(() -> new ApiException(bad))),
                                        position(entry.getValue(), bad)));
        return chats;
    }

    private static Position position(JsonNode node, ErrorCode bad) {
        return new Position(number(node.path("epoch"), bad), number(node.path("seq"), bad));
    }

    private static int limit(JsonNode node, ErrorCode bad) {
        if (node.isMissingNode() || node.isNull()) {
            return Size.SYNC_EVENTS.value();
        }
        long limit = number(node, bad);
        if (limit < 1 || limit > Size.SYNC_EVENTS.value()) {
            throw new ApiException(bad);
        }
        return (int) limit;
    }

    private static long number(JsonNode node, ErrorCode bad) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() < 0) {
            throw new ApiException(bad);
        }
        return node.asLong();
    }
}
