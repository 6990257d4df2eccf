/// Where a new device and an old one of the same user meet to link: a mailbox for two, once, for
/// two minutes.
///
/// Owns `e2ee_links` and `e2ee_link_frames`. Both devices are signed in as the same user. The new
/// one leaves its ML-KEM key, the old one the offer; from then on each leaves frames for the other,
/// which the server can neither read nor forge: the channel and what is said in it are those of
/// `ratchet/FORMATS.md` section 11, where the server can only break it off.
///
/// Invariants: an invitation takes one offer; only the two sign-ins that met use the mailbox;
/// frames are numbered without gaps in each direction. Any thread; blocks.
@NullMarked
package org.kocmoc.links;

import org.jspecify.annotations.NullMarked;
