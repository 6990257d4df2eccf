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

/// Serves the web client: built into the jar, or a folder on disk.
///
/// An unknown path outside `/api` gets the client's start page, because the client routes by
/// itself. Built-in files are read once and kept; files on disk are read anew, so that their author
/// sees changes. Any thread.
public final class StaticFiles {
    private static final String RESOURCES = "/web/";
    private static final String START_PAGE = "index.html";

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
    private final Map<String, Optional<byte[]>> builtIn = new ConcurrentHashMap<>();

    /// @param folder another client on disk, instead of the built-in one
    public StaticFiles(Optional<Path> folder) {
        this.folder = folder.map(path -> path.toAbsolutePath().normalize());
    }

    /// The file of a path, else the start page, else 404.
    public Response serve(List<String> pieces) {
        String name = pieces.isEmpty() ? START_PAGE : String.join("/", pieces);
        return read(pieces, name)
                .map(bytes -> file(name, bytes))
                .or(() -> read(List.of(START_PAGE), START_PAGE).map(page -> file(START_PAGE, page)))
                .orElseGet(() -> Response.error(org.kocmoc.base.CommonError.NOT_FOUND));
    }

    private static Response file(String name, byte[] bytes) {
        int dot = name.lastIndexOf('.');
        String extension = name.substring(dot + 1).toLowerCase(Locale.ROOT);
        String type = TYPES.getOrDefault(extension, "application/octet-stream");
        // Names under assets/ carry a hash of their content, so they never change.
        String caching =
                name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
        return Response.bytes(200, type, bytes).with("Cache-Control", caching);
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
        return builtIn.computeIfAbsent(name, StaticFiles::fromJar);
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

    private static Optional<byte[]> fromJar(String name) {
        try (InputStream in = StaticFiles.class.getResourceAsStream(RESOURCES + name)) {
            return in == null || name.endsWith("/")
                    ? Optional.empty()
                    : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
