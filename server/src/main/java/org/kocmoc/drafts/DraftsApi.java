package org.kocmoc.drafts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.kocmoc.log.LogError;
import org.kocmoc.wire.Caller;
import org.kocmoc.wire.Command;
import org.kocmoc.wire.Fields;

/// Routes and the command of drafts.
final class DraftsApi {
    private static final String DRAFT = "/api/chats/:id/draft";

    private final Drafts drafts;
    private final RateLimiter limiter;

    DraftsApi(Drafts drafts, RateLimiter limiter) {
        this.drafts = drafts;
        this.limiter = limiter;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/drafts", Access.USER, "Lists the own drafts.", this::list),
                Route.get(DRAFT, Access.USER, "Shows the own draft in a chat.", this::show),
                Route.put(
                        DRAFT,
                        Access.USER,
                        "Replaces the own draft in a chat, unless another device was quicker.",
                        this::put));
    }

    private Response list(Request request) {
        return Response.ok(Map.of("drafts", drafts.list(request.caller().user())));
    }

    private Response show(Request request) {
        return Response.ok(Map.of("draft", drafts.get(request.caller().user(), chat(request))));
    }

    /// The command of the socket; what it refuses as stale is asked for by the route.
    List<Command> commands() {
        return List.of(new Command("draft:set", this::set));
    }

    private Object set(Caller caller, Fields fields) {
        ChatId chat =
                new ChatId(
                        fields.integer("chat")
                                .orElseThrow(() -> new ApiException(DraftsError.DRAFT_INVALID)));
        return switch (save(caller.user(), chat, fields)) {
            case Drafts.Outcome.Saved(Draft draft) -> Map.of("version", draft.version());
            case Drafts.Outcome.Stale _ -> throw new ApiException(DraftsError.DRAFT_CONFLICT);
        };
    }

    private Drafts.Outcome save(UserId user, ChatId chat, Fields fields) {
        limiter.take(Rate.DRAFT_PER_USER, user.toString());
        @Nullable String text = fields.text("text", Size.MESSAGE_CHARS.value());
        return drafts.put(
                user,
                chat,
                text == null ? "" : text,
                replyTo(fields),
                fields.integer("base_version").orElse(0));
    }

    private Response put(Request request) {
        Fields fields = request.body(DraftsError.DRAFT_INVALID);
        return switch (save(request.caller().user(), chat(request), fields)) {
            case Drafts.Outcome.Saved(Draft draft) -> Response.ok(Map.of("draft", draft));
            case Drafts.Outcome.Stale(Draft draft) -> stale(draft);
        };
    }

    /// The refusal carries what the device must show before it may try again.
    private static Response stale(Draft draft) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", DraftsError.DRAFT_CONFLICT.text());
        body.put("code", DraftsError.DRAFT_CONFLICT.code());
        body.put("draft", draft);
        return Response.json(DraftsError.DRAFT_CONFLICT.status(), body);
    }

    private static @Nullable Long replyTo(Fields fields) {
        OptionalLong id = fields.integer("reply_to");
        if (id.isEmpty()) {
            return null;
        }
        if (id.getAsLong() < 1) {
            throw new ApiException(DraftsError.DRAFT_INVALID);
        }
        return id.getAsLong();
    }

    private static ChatId chat(Request request) {
        return new ChatId(request.id("id", LogError.NOT_A_MEMBER));
    }
}
