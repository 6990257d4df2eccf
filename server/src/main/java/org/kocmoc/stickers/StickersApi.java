package org.kocmoc.stickers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// Routes of stickers.
final class StickersApi {
    private static final int EMOJI_CHARS = 16;

    private final Stickers stickers;

    StickersApi(Stickers stickers) {
        this.stickers = stickers;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/stickers", Access.USER, "Lists the packs of stickers.", this::list),
                Route.get(
                        "/api/stickers/builtin/:file",
                        Access.PUBLIC,
                        "Hands out a picture of the built-in pack.",
                        this::picture),
                Route.post(
                        "/api/stickers/packs",
                        Access.USER,
                        "Makes an own pack of stickers.",
                        this::addPack),
                Route.delete(
                        "/api/stickers/packs/:id",
                        Access.USER,
                        "Removes an own pack.",
                        this::deletePack),
                Route.post(
                        "/api/stickers/packs/:id/stickers",
                        Access.USER,
                        "Adds an uploaded WebP picture to an own pack.",
                        this::add),
                Route.delete(
                        "/api/stickers/:id",
                        Access.USER,
                        "Takes a sticker out of its pack.",
                        this::delete));
    }

    private Response list(Request request) {
        return packs(200, request.caller().user());
    }

    private Response packs(int status, UserId user) {
        return Response.json(status, Map.of("packs", stickers.list(user)));
    }

    private Response picture(Request request) {
        byte[] bytes =
                BuiltIn.picture(request.path("file"))
                        .orElseThrow(() -> new ApiException(StickersError.STICKER_UNKNOWN));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "image/webp");
        headers.put("Cache-Control", "public, max-age=86400");
        return new Response(200, headers, new Response.Content.InMemory(bytes));
    }

    private Response addPack(Request request) {
        UserId user = request.caller().user();
        @Nullable String title =
                request.body(StickersError.STICKER_INVALID).text("title", Size.NAME_CHARS.value());
        if (title == null || title.isBlank()) {
            throw new ApiException(StickersError.STICKER_INVALID);
        }
        stickers.addPack(user, title.strip());
        return packs(201, user);
    }

    private Response deletePack(Request request) {
        UserId user = request.caller().user();
        stickers.deletePack(user, id(request));
        return packs(200, user);
    }

    private Response add(Request request) {
        UserId user = request.caller().user();
        Fields fields = request.body(StickersError.STICKER_INVALID);
        @Nullable String url = fields.text("file_url", Size.URL_CHARS.value());
        if (url == null) {
            throw new ApiException(StickersError.STICKER_INVALID);
        }
        stickers.add(user, id(request), url, fields.text("emoji", EMOJI_CHARS));
        return packs(201, user);
    }

    private Response delete(Request request) {
        UserId user = request.caller().user();
        stickers.delete(user, id(request));
        return packs(200, user);
    }

    private static long id(Request request) {
        return request.id("id", StickersError.STICKER_UNKNOWN);
    }
}
