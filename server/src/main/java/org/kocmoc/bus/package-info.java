/// Nudges between the parts of a node and, with another implementation, between nodes.
///
/// A nudge only says that there is something new: it may be lost, doubled or late, and the database
/// stays the truth. Subscribers must not block. May import `base` and `wire` only.
@NullMarked
package org.kocmoc.bus;

import org.jspecify.annotations.NullMarked;
