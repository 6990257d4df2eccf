/// The logs as this node follows them.
///
/// [LogStream] is the stream of one chat's or user's log: it puts what nudges bring into the log's
/// order, reads what they did not bring, and hands every entry on once. [Streams] keeps those that
/// somebody listens to, each with its subscription on the bus. [Backlog] is the port through which
/// the logs are read; [LogEvent], [Frames] and [Answers] are what clients get.
///
/// Concurrency: a stream hands on under its own lock and must be given a sink that only queues; it
/// reads on the executor, never on its caller's thread. A lost nudge costs time, never an entry:
/// heads are compared regularly and after the bus was gone.
@NullMarked
package org.kocmoc.streams;

import org.jspecify.annotations.NullMarked;
