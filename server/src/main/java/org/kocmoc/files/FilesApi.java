package org.kocmoc.files;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.forms.Upload;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Caller;

/// Routes of files.
final class FilesApi {
    private static final String FIELD = "file";

    private final Uploads uploads;
    private final Files files;
    private final Downloads downloads;
    private final FileSettings settings;
    private final RateLimiter limiter;
    private final ConcurrentHashMap<UserId, Integer> underWay = new ConcurrentHashMap<>();

    FilesApi(
            Uploads uploads,
            Files files,
            Downloads downloads,
            FileSettings settings,
            RateLimiter limiter) {
        this.uploads = uploads;
        this.files = files;
        this.downloads = downloads;
        this.settings = settings;
        this.limiter = limiter;
    }

    List<Route> routes() {
        return List.of(
                Route.upload(
                        "/api/files/upload",
                        Access.USER,
                        "Takes a file in, in the form field `file`.",
                        this::upload),
                Route.get(
                        "/api/files/:id",
                        Access.PUBLIC,
                        "Hands a file out, also in parts.",
                        downloads::file),
                Route.get(
                        "/api/files/:id/thumb",
                        Access.PUBLIC,
                        "Hands a small version of a picture out.",
                        downloads::thumbnail),
                Route.delete(
                        "/api/files/:id",
                        Access.USER,
                        "Removes a file of one's own, or any as an administrator.",
                        this::delete),
                Route.get(
                        "/uploads/files/:id",
                        Access.PUBLIC,
                        "Hands a file out under its old address.",
                        downloads::file),
                Route.get(
                        "/uploads/voice/:id",
                        Access.PUBLIC,
                        "Hands a voice message out under its old address.",
                        downloads::file));
    }

    private Response upload(Request request) throws IOException {
        UserId owner = request.caller().user();
        limiter.take(Rate.UPLOAD_PER_USER, owner.toString());
        if (underWay.merge(owner, 1, Integer::sum) > Size.UPLOADS_AT_ONCE_PER_USER.value()) {
            leave(owner);
            throw new ApiException(FileError.UPLOADS_AT_ONCE);
        }
        try {
            return accepted(uploads.take(owner, open(request, owner)));
        } finally {
            leave(owner);
        }
    }

    private void leave(UserId owner) {
        underWay.computeIfPresent(owner, (user, count) -> count == 1 ? null : count - 1);
    }

    private Upload open(Request request, UserId owner) {
        long room = uploads.room(owner);
        long most = settings.maxBytes() - 1;
        Optional<Upload> upload =
                room < most
                        ? request.upload(FIELD, room, FileError.FILE_QUOTA_EXCEEDED)
                        : request.upload(FIELD, most, FileError.FILE_TOO_LARGE);
        return upload.orElseThrow(() -> new ApiException(FileError.FILE_MISSING));
    }

    private static Response accepted(StoredFile file) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", file.id());
        fields.put("originalName", file.name());
        fields.put("size", file.content().size());
        fields.put("mimetype", file.mimetype());
        fields.put("path", file.path());
        fields.put("url", file.url());
        fields.put("uploadedAt", file.createdAt());
        fields.put("width", file.picture().map(StoredFile.Picture::width).orElse(null));
        fields.put("height", file.picture().map(StoredFile.Picture::height).orElse(null));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("success", true);
        answer.put("file", fields);
        answer.put("message", "Файл успешно загружен");
        return Response.ok(answer);
    }

    private Response delete(Request request) {
        Caller caller = request.caller();
        files.delete(caller.user(), caller.admin(), request.path("id"));
        return Response.ok(Map.of("success", true, "message", "Файл удален"));
    }
}
