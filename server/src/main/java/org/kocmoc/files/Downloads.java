package org.kocmoc.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.blobs.BlobStore;
import org.kocmoc.http.Access;
import org.kocmoc.http.Guard;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.wire.Caller;

/// Hands files out: whole, in parts, or not again where the client has them. Any thread; blocks.
final class Downloads {
    private static final String NEVER_A_PAGE =
            "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline';"
                    + " frame-ancestors 'none'; sandbox";

    /// The bytes under an id never change; after a day a client asks whether they are still there.
    private static final String FOR_A_DAY = "private, max-age=86400";

    /// A guessable address must be asked for each time, so that who may not read does not.
    private static final String ASK_AGAIN = "private, no-cache";

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    /// Bytes to send.
    private record Body(StoredFile file, long size, String tag, boolean thumbnail) {}

    private final Files files;
    private final BlobStore blobs;
    private final Guard guard;
    private final Function<Request, Optional<Caller>> byCookie;

    /// @param byCookie who fetches a file with a browser's cookie
    Downloads(
            Files files,
            BlobStore blobs,
            Guard guard,
            Function<Request, Optional<Caller>> byCookie) {
        this.files = files;
        this.blobs = blobs;
        this.guard = guard;
        this.byCookie = byCookie;
    }

    Response file(Request request) {
        StoredFile file = find(request);
        StoredFile.Content content = file.content();
        return send(request, new Body(file, content.size(), content.tag(), false));
    }

    /// The small version of a picture, or the picture itself if it needs none.
    Response thumbnail(Request request) {
        StoredFile file = find(request);
        Optional<Long> small = file.picture().flatMap(StoredFile.Picture::thumbnail);
        if (small.isPresent()) {
            return send(request, new Body(file, small.get(), file.content().tag() + "-t", true));
        }
        if (file.kind() != FileType.Kind.IMAGE) {
            throw new ApiException(FileError.FILE_NOT_FOUND);
        }
        return file(request);
    }

    private StoredFile find(Request request) {
        String id = request.path("id");
        if (FileIds.isLegacy(id) && byCookie.apply(request).isEmpty()) {
            guard.admit(request, Access.USER);
        }
        return files.find(id).orElseThrow(() -> new ApiException(FileError.FILE_NOT_FOUND));
    }

    private Response send(Request request, Body body) {
        Map<String, String> headers = headers(body);
        if (isUnchanged(request, headers)) {
            return new Response(304, headers, new Response.Content.None());
        }
        headers.putAll(describe(body.file()));
        Optional<String> wanted =
                mayBeInParts(request, headers) ? request.header("Range") : Optional.empty();
        return switch (ByteRange.of(wanted, body.size())) {
            case ByteRange.Whole() -> answer(200, headers, body, 0, body.size());
            case ByteRange.Part part -> {
                headers.put(
                        "Content-Range",
                        "bytes " + part.first() + "-" + part.last() + "/" + body.size());
                yield answer(206, headers, body, part.first(), part.length());
            }
            case ByteRange.Unsatisfiable() ->
                    Response.error(CommonError.RANGE_NOT_SATISFIABLE)
                            .with("Content-Range", "bytes */" + body.size());
        };
    }

    private static Map<String, String> headers(Body body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", "\"" + body.tag() + "\"");
        headers.put(
                "Last-Modified",
                HTTP_DATE.format(body.file().createdAt().truncatedTo(ChronoUnit.SECONDS)));
        headers.put("Cache-Control", body.file().content().legacy() ? ASK_AGAIN : FOR_A_DAY);
        return headers;
    }

    private static Map<String, String> describe(StoredFile file) {
        Optional<FileType> type = file.type();
        return Map.of(
                "Content-Type",
                type.map(FileType::contentType).orElse("application/octet-stream"),
                "Content-Disposition",
                FileNames.disposition(type.filter(FileType::isInline).isPresent(), file.name()),
                "Content-Security-Policy",
                NEVER_A_PAGE,
                "Accept-Ranges",
                "bytes");
    }

    private static boolean isUnchanged(Request request, Map<String, String> headers) {
        Optional<String> tags = request.header("If-None-Match");
        if (tags.isPresent()) {
            return Arrays.stream(tags.get().split(","))
                    .map(tag -> tag.strip().replaceFirst("^W/", ""))
                    .anyMatch(tag -> tag.equals("*") || tag.equals(headers.get("ETag")));
        }
        return request.header("If-Modified-Since")
                .filter(date -> date.equals(headers.get("Last-Modified")))
                .isPresent();
    }

    private static boolean mayBeInParts(Request request, Map<String, String> headers) {
        return request.header("If-Range")
                .map(
                        known ->
                                known.equals(headers.get("ETag"))
                                        || known.equals(headers.get("Last-Modified")))
                .orElse(true);
    }

    private Response answer(
            int status, Map<String, String> headers, Body body, long offset, long length) {
        StoredFile file = body.file();
        String key = body.thumbnail() ? file.thumbnailKey() : file.content().storedAt();
        Optional<Path> local = body.thumbnail() ? blobs.path(key) : files.path(file);
        if (local.isPresent()) {
            return new Response(
                    status, headers, new Response.Content.FilePart(local.get(), offset, length));
        }
        if (file.content().legacy()) {
            throw new ApiException(FileError.FILE_NOT_FOUND);
        }
        headers.put("Content-Length", Long.toString(length));
        return new Response(
                status,
                headers,
                new Response.Content.Streamed(
                        out -> {
                            try (InputStream in = open(key, offset, length)) {
                                in.transferTo(out);
                            }
                        }));
    }

    private InputStream open(String key, long offset, long length) {
        try {
            return blobs.open(key, offset, length);
        } catch (NoSuchFileException e) {
            throw new ApiException(FileError.FILE_NOT_FOUND);
        } catch (IOException e) {
            throw Uploads.unavailable(e);
        }
    }
}
