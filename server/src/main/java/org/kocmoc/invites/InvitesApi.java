package org.kocmoc.invites;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;
import org.kocmoc.log.LogError;
import org.kocmoc.wire.Fields;

/// Routes of invite links.
final class InvitesApi {
    private static final String LINKS = "/api/chats/:id/invites";
    private static final String CODE = "/api/invites/:code";

    private final Invites invites;
    private final InstantSource clock;

    InvitesApi(Invites invites, InstantSource clock) {
        this.invites = invites;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.post(LINKS, Access.USER, "Makes a link into a group.", this::make),
                Route.get(LINKS, Access.USER, "Lists the links into a group.", this::list),
                Route.delete(LINKS + "/:inviteId", Access.USER, "Ends a link.", this::revoke),
                Route.get(CODE, Access.USER, "Shows what a link leads to.", this::preview),
                Route.post(CODE, Access.USER, "Joins a group by a link.", this::join));
    }

    private Response make(Request request) {
        ChatId chat = chat(request);
        Invite.Terms terms = terms(request.body(InvitesError.INVITE_INVALID));
        return Response.json(
                201, Map.of("invite", invites.make(request.caller().user(), chat, terms)));
    }

    private Invite.Terms terms(Fields body) {
        OptionalLong uses = body.integer("max_uses");
        OptionalLong seconds = body.integer("expires_in");
        return new Invite.Terms(
                uses.isPresent()
                        ? (Integer) (int) bounded(uses.getAsLong(), Size.INVITE_USES.value())
                        : null,
                expiry(seconds));
    }

    private @Nullable Instant expiry(OptionalLong seconds) {
        if (seconds.isEmpty()) {
            return null;
        }
        long most = Duration.ofDays(Size.INVITE_DAYS.value()).toSeconds();
        return clock.instant().plusSeconds(bounded(seconds.getAsLong(), most));
    }

    private static long bounded(long value, long most) {
        if (value < 1 || value > most) {
            throw new ApiException(InvitesError.INVITE_INVALID);
        }
        return value;
    }

    private Response list(Request request) {
        return Response.ok(Map.of("invites", invites.list(request.caller().user(), chat(request))));
    }

    private Response revoke(Request request) {
        long invite = request.id("inviteId", InvitesError.INVITE_NOT_FOUND);
        invites.revoke(request.caller().user(), chat(request), invite);
        return Response.message("Приглашение отозвано");
    }

    private Response preview(Request request) {
        return Response.ok(
                Map.of("chat", invites.preview(request.caller().user(), request.path("code"))));
    }

    private Response join(Request request) {
        return Response.ok(
                Map.of("chat_id", invites.join(request.caller().user(), request.path("code"))));
    }

    private static ChatId chat(Request request) {
        return new ChatId(request.id("id", LogError.NOT_A_MEMBER));
    }
}
