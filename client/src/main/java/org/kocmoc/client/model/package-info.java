/// What the server tells, as immutable records: chats, messages, events of the logs, positions, and
/// the [Draft] that becomes a message.
///
/// Unknown fields of the server's answers are ignored, so that an older program works with a newer
/// server. No I/O. Imports `wire` for reading JSON only.
@NullMarked
package org.kocmoc.client.model;

import org.jspecify.annotations.NullMarked;
