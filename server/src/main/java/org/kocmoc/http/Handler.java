package org.kocmoc.http;

/// What a route does. Runs on a virtual thread and may block.
@FunctionalInterface
public interface Handler {
    /// Answers the request.
    ///
    /// @throws Exception an `ApiException` to refuse; anything else is a bug and becomes a 500
    Response handle(Request request) throws Exception;
}
