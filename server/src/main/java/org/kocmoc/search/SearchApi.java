package org.kocmoc.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.kocmoc.log.LogError;
import org.kocmoc.messages.Message;
import org.kocmoc.users.Users;

/// Routes of searching: everywhere, and in one chat.
final class SearchApi {
    private static final int DEFAULT_PAGE = 20;

    private final Search search;
    private final ChatSearch chatSearch;
    private final ChatAccess access;
    private final Users users;
    private final RateLimiter limiter;

    SearchApi(
            Search search,
            ChatSearch chatSearch,
            ChatAccess access,
            Users users,
            RateLimiter limiter) {
        this.search = search;
        this.chatSearch = chatSearch;
        this.access = access;
        this.users = users;
        this.limiter = limiter;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/search",
                        Access.USER,
                        "Finds messages, chats and people.",
                        this::search),
                Route.get(
                        "/api/messages/:chatId/search",
                        Access.USER,
                        "Finds a text in a chat",
                        this::searchChat));
    }

    private Response search(Request request) {
        UserId user = request.caller().user();
        limiter.take(Rate.SEARCH_PER_USER, user.toString());
        String query = query(request);
        Optional<String> kind = request.query("kind").filter(text -> !text.isEmpty());
        int limit = (int) request.query("limit", DEFAULT_PAGE, 1, Size.SEARCH_ROWS.value());
        Search.Hits hits = Search.Hits.NONE;
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("messages", List.of());
        body.put("chats", List.of());
        body.put("people", List.of());
        if (wants(kind, "messages")) {
            long before = request.query("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
            hits = search.messages(user, query, before, limit);
            body.put("messages", hits.hits());
        }
        if (wants(kind, "chats")) {
            body.put("chats", search.chats(user, query, limit));
        }
        if (wants(kind, "people")) {
            body.put("people", users.search(user, query));
        }
        if (kind.isPresent() && !body.containsKey(kind.get())) {
            throw new ApiException(SearchError.SEARCH_KIND_UNKNOWN);
        }
        body.put("next", hits.next());
        return Response.ok(body);
    }

    private static boolean wants(Optional<String> kind, String name) {
        return kind.isEmpty() || kind.get().equals(name);
    }

    private static String query(Request request) {
        String query = request.query("q").orElse("").strip();
        if (query.length() < Size.SEARCH_MIN_CHARS.value()
                || query.length() > Size.SEARCH_QUERY_CHARS.value()) {
            throw new ApiException(SearchError.SEARCH_QUERY_LENGTH);
        }
        return query;
    }

    private Response searchChat(Request request) {
        String query = request.query("q").orElse("");
        if (query.length() < Size.SEARCH_MIN_CHARS.value()
                || query.length() > Size.SEARCH_QUERY_CHARS.value()) {
            throw new ApiException(SearchError.SEARCH_TOO_SHORT);
        }
        UserId user = request.caller().user();
        ChatId chat = new ChatId(request.id("chatId", LogError.NOT_A_MEMBER));
        ChatForMember member = access.asMember(user, chat);
        limiter.take(Rate.SEARCH_PER_USER, user.toString());
        return Response.ok(
                Map.of(
                        "messages",
                        chatSearch.find(member, query).stream().map(SearchApi::found).toList()));
    }

    private static Map<String, Object> found(Message message) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", message.id());
        item.put("text", message.text());
        item.put("created_at", message.createdAt());
        item.put("sender_id", message.senderId());
        item.put("sender_name", message.senderName());
        item.put("sender_avatar", message.senderAvatar());
        item.put("seq", message.seq());
        return item;
    }
}
