/// Nudges between the parts of a node and, with another implementation, between nodes.
///
/// [Bus] is the port; [LocalBus] serves a single node, [NatsBus] several. Owns no table and keeps
/// nothing: subscribers are called on the publisher's or the connection's thread, so they must not
/// block, and what one throws reaches nobody else.
///
/// A nudge only says that there is something new: it may be lost, doubled or late, and the database
/// stays the truth. Whoever needs to know that nudges may be missing listens to [Bus#onGap] and
/// looks into the database meanwhile.
@NullMarked
package org.kocmoc.bus;

import org.jspecify.annotations.NullMarked;
