/// The protocol itself: handshake, Double Ratchet, session records, sender chains, chunked files.
///
/// One state machine, and one [Suite] object that holds every constant of it; the product has the
/// suite [K1] only. States are immutable: a step takes one and returns the next, and nothing is
/// written anywhere before the message has authenticated. [Limits] is the table of every bound.
///
/// Layers, each knowing only those before it: wire formats and [Handshake]; [DoubleRatchet] over
/// [SessionState]; [PeerSessions]. Who the peer is, whether it may be trusted and where things are
/// stored is not their concern: that is [org.kocmoc.ratchet.Ratchet]'s.
@NullMarked
package org.kocmoc.ratchet.internal;

import org.jspecify.annotations.NullMarked;
