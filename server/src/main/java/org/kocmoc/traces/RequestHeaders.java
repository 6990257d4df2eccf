package org.kocmoc.traces;

import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.http.Request;

/// Where a caller says to which trace its request belongs.
final class RequestHeaders implements TextMapGetter<Request> {
    @Override
    public Iterable<String> keys(Request request) {
        return List.of();
    }

    @Override
    public @Nullable String get(@Nullable Request request, String name) {
        return request == null ? null : request.header(name).orElse(null);
    }
}
