/// Sends that survive a bad network: an [Outbox] repeats each message under its `client_id` until
/// the server has stored it for good or refused it for good, in the order of their coming in each
/// chat.
///
/// Kept in memory: what must survive the process is the caller's to keep, and putting the same
/// draft again doubles nothing. One virtual thread per chat that has something on its way.
@NullMarked
package org.kocmoc.client.outbox;

import org.jspecify.annotations.NullMarked;
