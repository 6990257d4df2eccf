package org.kocmoc.links;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;

/// Routes of the rendezvous.
final class LinksApi {
    private static final String LINK = "/api/e2ee/links/:link";
    private static final int ID = 16;
    private static final int KEM_KEY = 1_184;
    private static final int OFFER = 1_121;

    private final Links links;
    private final RateLimiter limiter;

    LinksApi(Links links, RateLimiter limiter) {
        this.links = links;
        this.limiter = limiter;
    }

    List<Route> routes() {
        return List.of(
                Route.put(LINK, Access.USER, "Opens a rendezvous as the new device.", this::open),
                Route.get(LINK, Access.USER, "Shows what lies at a rendezvous.", this::show),
                Route.delete(LINK, Access.USER, "Ends a rendezvous.", this::close),
                Route.put(
                        LINK + "/offer",
                        Access.USER,
                        "Takes an invitation as the old device.",
                        this::offer),
                Route.put(
                        LINK + "/frames/:number",
                        Access.USER,
                        "Leaves a frame for the other device.",
                        this::send),
                Route.get(
                        LINK + "/frames/:number",
                        Access.USER,
                        "Hands a frame of the other device out.",
                        this::receive));
    }

    private Response open(Request request) {
        limiter.take(Rate.LINKS_PER_USER, request.caller().user().toString());
        byte[] key = request.body(LinkError.LINK_FIELDS).exactBytes("kem_key", KEM_KEY);
        links.open(request.caller(), id(request), key);
        return Response.json(201, Map.of("seconds", Size.LINK_SECONDS.value()));
    }

    private Response show(Request request) {
        step(request);
        Links.Seen seen = links.show(request.caller(), id(request));
        Map<String, @Nullable Object> body = new HashMap<>();
        body.put("kem_key", Bytes.base64Url(seen.kemKey()));
        byte[] offer = seen.offer();
        body.put("offer", offer == null ? null : Bytes.base64Url(offer));
        return Response.ok(body);
    }

    private Response offer(Request request) {
        step(request);
        byte[] offer = request.body(LinkError.LINK_FIELDS).exactBytes("offer", OFFER);
        links.offer(request.caller(), id(request), offer);
        return Response.ok(Map.of("linked", true));
    }

    private Response send(Request request) {
        step(request);
        byte[] frame =
                request.body(LinkError.LINK_FIELDS).bytes("frame", Size.LINK_FRAME_BYTES.value());
        if (frame == null || frame.length == 0) {
            throw new ApiException(LinkError.LINK_FIELDS);
        }
        links.send(request.caller(), id(request), number(request), frame);
        return Response.ok(Map.of("sent", true));
    }

    /// `frame` is null while the other device has not sent it.
    private Response receive(Request request) {
        step(request);
        Map<String, @Nullable Object> body = new HashMap<>();
        body.put(
                "frame",
                links.receive(request.caller(), id(request), number(request))
                        .map(Bytes::base64Url)
                        .orElse(null));
        return Response.ok(body);
    }

    private Response close(Request request) {
        links.close(request.caller(), id(request));
        return Response.message("Связывание завершено");
    }

    private void step(Request request) {
        limiter.take(Rate.LINK_STEPS_PER_USER, request.caller().user().toString());
    }

    private static byte[] id(Request request) {
        try {
            byte[] id = Base64.getUrlDecoder().decode(request.path("link"));
            if (id.length == ID) {
                return id;
            }
        } catch (IllegalArgumentException malformed) {
            throw new ApiException(LinkError.LINK_NOT_FOUND);
        }
        throw new ApiException(LinkError.LINK_NOT_FOUND);
    }

    private static int number(Request request) {
        long number = request.id("number", LinkError.LINK_FIELDS);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new ApiException(LinkError.LINK_FIELDS);
        }
        return (int) number;
    }
}
