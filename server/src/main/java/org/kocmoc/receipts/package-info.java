/// Who has received and read what, asked for rather than told: in big groups nobody is told.
///
/// Owns no table: how far each member has come stands in the memberships. State is in the database
/// only; any thread, everything blocks.
///
/// Invariants: only its author learns who has read a message, and only of people who are members
/// still; times are not kept, so none are shown; how one's own number of unread messages comes
/// about is for oneself only.
@NullMarked
package org.kocmoc.receipts;

import org.jspecify.annotations.NullMarked;
