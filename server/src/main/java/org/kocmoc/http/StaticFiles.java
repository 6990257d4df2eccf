package org.kocmoc.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.CommonError;

/// Serves the web client: built into the jar, or a folder on disk.
///
/// An unknown path outside `/api` gets the client's start page, because the client routes by
/// itself; a missing file of `assets/` is 404, because a page in place of a script breaks the
/// client of yesterday for good. Built-in files are read once and kept, and lie there compressed as
/// well; files on disk are read anew, so that their author sees changes. Any thread.
public final class StaticFiles {
    private static final String RESOURCES = "/web/";
    private static final String START_PAGE = "index.html";
    private static final String ASSETS = "assets/";

    /// What the built-in client needs and nothing else; it keeps to trusted types, with one policy
    /// for the addresses of its workers. Another client gets the policy of all pages.
    private static final String CLIENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src"
                    + " 'self'; img-src 'self' data: blob:; media-src 'self' blob:; worker-src"
                    + " 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types"
                    + " kocmoc";

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("html", "text/html; charset=utf-8"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("mjs", "text/javascript; charset=utf-8"),
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("json", "application/json; charset=utf-8"),
                    Map.entry("webmanifest", "application/manifest+json"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("png", "image/png"),
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("woff2", "font/woff2"),
                    Map.entry("wasm", "application/wasm"),
                    Map.entry("txt", "text/plain; charset=utf-8"),
                    Map.entry("yaml", "application/yaml; charset=utf-8"));

    private final Optional<Path> folder;

    /// Only what there is: names come from outside, and there is no end of those that name nothing.
    private final Map<String, byte[]> builtIn = new ConcurrentHashMap<>();

    /// @param folder another client on disk, instead of the built-in one
    public StaticFiles(Optional<Path> folder) {
        this.folder = folder.map(path -> path.toAbsolutePath().normalize());
    }

    /// How many files are in memory.
    int held() {
        return builtIn.size();
    }

    /// The file of a path, else the start page, else 404.
    ///
    /// @param acceptEncoding the request's header of this name, empty if absent
    public Response serve(List<String> pieces, String acceptEncoding) {
        String name = pieces.isEmpty() ? START_PAGE : String.join("/", pieces);
        return file(pieces, name, acceptEncoding)
                .or(
                        () ->
                                name.startsWith(ASSETS)
                                        ? Optional.empty()
                                        : file(List.of(START_PAGE), START_PAGE, acceptEncoding))
                .orElseGet(() -> Response.error(CommonError.NOT_FOUND));
    }

    private Optional<Response> file(List<String> pieces, String name, String acceptEncoding) {
        if (folder.isEmpty() && acceptEncoding.contains("gzip")) {
            Optional<byte[]> compressed = read(pieces, name + ".gz");
            if (compressed.isPresent()) {
                return Optional.of(answer(name, compressed.get()).with("Content-Encoding", "gzip"));
            }
        }
        return read(pieces, name).map(bytes -> answer(name, bytes));
    }

    private Response answer(String name, byte[] bytes) {
        int dot = name.lastIndexOf('.');
        String extension = name.substring(dot + 1).toLowerCase(Locale.ROOT);
        String type = TYPES.getOrDefault(extension, "application/octet-stream");
        // Names under assets/ carry a hash of their content, so they never change.
        String caching =
                name.startsWith(ASSETS) ? "public, max-age=31536000, immutable" : "no-cache";
        Response answer =
                Response.bytes(200, type, bytes)
                        .with("Cache-Control", caching)
                        .with("Vary", "Accept-Encoding");
        boolean ownPage = folder.isEmpty() && extension.equals("html");
        return ownPage ? answer.with("Content-Security-Policy", CLIENT_POLICY) : answer;
    }

    private Optional<byte[]> read(List<String> pieces, String name) {
        for (String piece : pieces) {
            // Decoded separators, parents and hidden files are never names of client files.
            if (piece.startsWith(".")
                    || piece.contains("/")
                    || piece.contains("\\")
                    || piece.indexOf(0) >= 0) {
                return Optional.empty();
            }
        }
        if (folder.isPresent()) {
            return fromDisk(folder.get(), name);
        }
        return Optional.ofNullable(builtIn.computeIfAbsent(name, StaticFiles::fromJar));
    }

    private static Optional<byte[]> fromDisk(Path folder, String name) {
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte @Nullable [] fromJar(String name) {
        try (InputStream in = StaticFiles.class.getResourceAsStream(RESOURCES + name)) {
            return in == null || name.endsWith("/") ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
