/// Reading the logs: what came after a position, as of one moment.
///
/// [LogReader] is the hub's backlog and answers `sync`, over the socket and by HTTP. State: none.
/// One short snapshot holds heads, counts, user log and entries together, so that a client that is
/// brought to it misses nothing and gets nothing twice; texts are opened after the snapshot ends.
///
/// Invariants: nothing at or below a member's `visible_from_seq` and nothing of a chat that one is
/// no member of is read for a client; events show the present state of their message, but to those
/// for whom that message does not exist. Any thread; blocks.
@NullMarked
package org.kocmoc.sync;

import org.jspecify.annotations.NullMarked;
