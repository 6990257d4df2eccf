package org.kocmoc.traces;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import org.kocmoc.db.Database;

/// A span for each use of the database by a request or command; work in the background has none.
final class DatabaseSpans implements Database.Around {
    private final Traces traces;

    DatabaseSpans(Traces traces) {
        this.traces = traces;
    }

    @Override
    public <R, X extends Exception> R run(String kind, ScopedValue.CallableOp<R, X> work) throws X {
        if (!Span.current().getSpanContext().isValid()) {
            return work.call();
        }
        Span span =
                traces.child("database " + kind)
                        .setAttribute("db.system.name", "postgresql")
                        .setAttribute("db.operation.name", kind)
                        .startSpan();
        try (Scope _ = span.makeCurrent()) {
            return work.call();
        } catch (RuntimeException e) {
            Traces.failed(span, e);
            throw e;
        } finally {
            span.end();
        }
    }
}
