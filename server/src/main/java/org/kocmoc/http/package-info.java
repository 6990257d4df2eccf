/// The HTTP side of the server: routes to blocking handlers, answers to bytes.
///
/// Event loops only move bytes. A request is matched by [Router], its body is read within its
/// limit, then [Dispatcher] runs guard and handler on a virtual thread and the answer goes back to
/// the request's event loop. Handlers are blocking functions from [Request] to [Response]; what
/// they refuse is an `ApiException`, what else they throw is a bug and answers 500 without details.
///
/// Invariants: every answer has a request id and the security headers; no answer carries a stack
/// trace; an unknown `/api` path is 404 JSON; a request body never exceeds its route's limit. Only
/// this package (and the socket endpoint of `realtime`) imports the web server.
@NullMarked
package org.kocmoc.http;

import org.jspecify.annotations.NullMarked;
