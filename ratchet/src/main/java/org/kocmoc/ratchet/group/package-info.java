/// Sender keys: one chain per group and sending device, whose messages every member decrypts.
///
/// [SenderChain] is the sender's side, a [org.kocmoc.ratchet.internal.ReceivingChain] the
/// receivers'. [SenderRatchet] steps them as pure functions; [SenderWire] is the message on the
/// wire. Who is a member, and when to rotate, is decided above. Depends on `internal` for the suite
/// and the chains.
@NullMarked
package org.kocmoc.ratchet.group;

import org.jspecify.annotations.NullMarked;
