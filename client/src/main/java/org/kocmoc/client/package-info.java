/// The Java SDK of Kocmoc: for bots, tools and tests.
///
/// [Kocmoc] is the door: a server's address, where somebody signs in. What follows has a package
/// each:
///
/// - `rest`: calls of the HTTP API, from a `Session`
/// - `live`: one socket kept alive, the local `State`, and events in their order, exactly once each
/// - `outbox`: sends repeated under one key until the server has them for good
/// - `encryption`: one device of end-to-end encryption
/// - `model`: what the server tells: chats, messages, events, positions
/// - `wire`: HTTP, sockets and JSON; a program meets only its exceptions and `Ending`
///
/// Arrows of use go one way: `wire` ← `model` ← `rest` ← `live` ← `encryption`, and `wire`, `model`
/// ← `outbox`; this package sees `rest` and `wire`. Everything blocks and is meant for virtual
/// threads; any thread may call anything unless a type says otherwise. A refusal of the server is a
/// `RefusedException` with its stable code, a broken network an `UnreachableException`. Depends on
/// the JDK and Jackson only (and on `org.kocmoc.ratchet` for encryption), and knows nothing of the
/// server's code: it is written from `docs/protocol.md` and `docs/api/openapi.yaml`.
@NullMarked
package org.kocmoc.client;

import org.jspecify.annotations.NullMarked;
