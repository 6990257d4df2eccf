/// Calls of the HTTP API, as somebody who is signed in: [Session] and, by subject, [ChatCalls],
/// [MessageCalls] and [FileCalls]; what has no method goes by [Session#call].
///
/// Each call is one request, never repeated by itself: after an `UnreachableException` it is
/// unknown whether it was carried out. Owns no state but the token. Any thread; blocks.
@NullMarked
package org.kocmoc.client.rest;

import org.jspecify.annotations.NullMarked;
