package org.kocmoc.http;

/// One entry of the route table.
///
/// @param method upper-case HTTP method; `GET` also answers `HEAD`
/// @param pattern path with `:name` for parameters, without trailing slash
/// @param access who may call it
/// @param body what kind of body is read before the handler runs
/// @param summary one English sentence for the documents
/// @param handler what it does
public record Route(
        String method, String pattern, Access access, Body body, String summary, Handler handler) {
    /// What the route reads of the request's body.
    public enum Body {
        /// Nothing; a body is skipped.
        NONE,
        /// A JSON text, read whole before the handler runs; another content type counts as absent.
        JSON,
        /// `multipart/form-data`, streamed to the handler while it runs.
        UPLOAD
    }

    /// A route that reads.
    public static Route get(String pattern, Access access, String summary, Handler handler) {
        return new Route("GET", pattern, access, Body.NONE, summary, handler);
    }

    /// A route that creates or acts.
    public static Route post(String pattern, Access access, String summary, Handler handler) {
        return new Route("POST", pattern, access, Body.JSON, summary, handler);
    }

    /// A route that replaces or sets.
    public static Route put(String pattern, Access access, String summary, Handler handler) {
        return new Route("PUT", pattern, access, Body.JSON, summary, handler);
    }

    /// A route that changes a part.
    public static Route patch(String pattern, Access access, String summary, Handler handler) {
        return new Route("PATCH", pattern, access, Body.JSON, summary, handler);
    }

    /// A route that removes; it may take a JSON body.
    public static Route delete(String pattern, Access access, String summary, Handler handler) {
        return new Route("DELETE", pattern, access, Body.JSON, summary, handler);
    }

    /// A route that takes a file.
    public static Route upload(String pattern, Access access, String summary, Handler handler) {
        return new Route("POST", pattern, access, Body.UPLOAD, summary, handler);
    }
}
