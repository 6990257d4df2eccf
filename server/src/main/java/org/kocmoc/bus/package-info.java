/// Nudges between the parts of a node and, with another implementation, between nodes.
///
/// [Bus] is the port; [LocalBus] serves a single node. Owns no table and keeps nothing: subscribers
/// are called on the publisher's thread, so they must not block, and what one throws reaches nobody
/// else.
///
/// A nudge only says that there is something new: it may be lost, doubled or late, and the database
/// stays the truth. May import `base` and `wire` only.
@NullMarked
package org.kocmoc.bus;

import org.jspecify.annotations.NullMarked;
