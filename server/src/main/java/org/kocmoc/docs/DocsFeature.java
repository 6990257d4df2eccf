package org.kocmoc.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.http.Access;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;

/// The routes of the API's description. The files are in the jar and read anew for each request:
/// few ask, and two megabytes need not stay in memory for them.
public final class DocsFeature {
    private static final Map<String, String> PAGE_FILES =
            Map.of(
                    "swagger-ui.css", "text/css; charset=utf-8",
                    "swagger-ui-bundle.js", "text/javascript; charset=utf-8",
                    "page.js", "text/javascript; charset=utf-8");

    /// Its part of the route table.
    public List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/openapi.yaml",
                        Access.PUBLIC,
                        "This document.",
                        request -> file("openapi.yaml", "application/yaml; charset=utf-8")),
                Route.get(
                        "/api/docs",
                        Access.PUBLIC,
                        "This document as a page.",
                        request -> file("index.html", "text/html; charset=utf-8")),
                Route.get(
                        "/api/docs/:file",
                        Access.PUBLIC,
                        "What the page consists of.",
                        request -> pageFile(request.path("file"))));
    }

    private static Response pageFile(String name) {
        String type = PAGE_FILES.get(name);
        if (type == null) {
            throw new ApiException(CommonError.NOT_FOUND);
        }
        return file(name, type);
    }

    private static Response file(String name, String type) {
        try (InputStream in = DocsFeature.class.getResourceAsStream("/docs/" + name)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: docs/" + name);
            }
            return Response.bytes(200, type, in.readAllBytes()).with("Cache-Control", "no-cache");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
