/// The prover: simulated users on real sockets and HTTP against a real server, while that server is
/// killed, its PostgreSQL restarted, connections are cut in the middle of a frame, frames delayed
/// and the clock set. Afterwards a checker proves from what everybody saw and from the database
/// that nothing acknowledged was lost, nothing doubled, everything in one order for everybody.
///
/// [World] is what is proven (server, database, network) and can be harmed, [Chaos] harms it,
/// [Actor] is one user with [Device]s, [History] what all of them saw, [Truth] what the database
/// says in the end, and each [Rule] one property. A module of its own: it needs the server's jar to
/// start it as a process and the client's to talk to it, and neither needs the prover.
///
/// The same seed gives the same users, choices and faults; which of them meet is up to the
/// scheduler.
@NullMarked
package org.kocmoc.prove;

import org.jspecify.annotations.NullMarked;
