/// What is measured on: the server's jar in a process of its own, its database, people in it.
///
/// A [Stage] holds all of that for one section after the other. [Population] makes people and chats
/// by SQL, because signing in and inviting are not what is measured; [CpuMeter] tells how much
/// processor time each process takes. One thread.
@NullMarked
package org.kocmoc.bench.stage;

import org.jspecify.annotations.NullMarked;
