/// The Java SDK of Kocmoc: for bots, tools and tests.
///
/// [Kocmoc] signs in, [Session] calls the HTTP API, [Live] keeps one socket alive, holds the local
/// [State] and hands out [Event]s in their order, exactly once each; [Outbox] repeats what was not
/// acknowledged under the same `client_id` until the server has it for good.
///
/// Everything blocks and is meant for virtual threads; any thread may call anything unless a type
/// says otherwise. A refusal of the server is a [RefusedException] with its stable code, a broken
/// network an [UnreachableException]. `State` is immutable: old state + event = new state, without
/// I/O. Depends on the JDK and Jackson only, and knows nothing of the server's code: it is written
/// from `docs/protocol.md` and `docs/api/openapi.yaml`.
@NullMarked
package org.kocmoc.client;

import org.jspecify.annotations.NullMarked;
