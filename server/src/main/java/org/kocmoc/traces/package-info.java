/// Traces by OpenTelemetry: where the time of a request goes, for the collector that
/// `OTEL_EXPORTER_OTLP_ENDPOINT` names.
///
/// Without that variable nothing of this package is in a request's way. Spans name routes, commands
/// and kinds of statements; they hold no id, text, address or token. Spans that the collector does
/// not take are dropped.
@NullMarked
package org.kocmoc.traces;

import org.jspecify.annotations.NullMarked;
