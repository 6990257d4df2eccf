/// The directory of end-to-end encryption: devices of users, their signed lists, and the pre-keys
/// with which others write to them first.
///
/// Owns the `e2ee_` tables of accounts, lists, devices, sessions, keys and memberships: public
/// halves and signed statements only. The server verifies what it stores as hygiene, and clients
/// verify it again: it cannot add a device to a list that the account key signed, only withhold
/// news. Layouts are those of `ratchet/FORMATS.md`; this package reads the few public ones itself
/// and knows no ratchet.
///
/// Invariants: lists of a user, and the entries about the members of a group, form hash chains
/// without gaps; the devices stored are exactly those on the newest list; a one-time key is handed
/// out at most once, and never after a restore; a device that was removed leaves no key, no session
/// and no mail behind. All changes of one user's devices happen under the lock of the user's row,
/// one transaction each; taking keys locks only the keys. Any thread; blocks.
@NullMarked
package org.kocmoc.keys;

import org.jspecify.annotations.NullMarked;
