/// The socket: who is connected, what they hear, and how they catch up.
///
/// The log is the truth, the bus only says that it has grown. [LogStream] is this node's stream of
/// one chat or user: it puts nudges into the log's order and reads what they did not bring. [Hub]
/// joins streams to the [Shard]s, one for each event loop, which write every waiting frame of a
/// socket as one. [Connection] is a client; [Resume] brings it to the present without gap or
/// repeat; [Session] carries out its frames one after the other on virtual threads.
///
/// Concurrency: a stream hands on under its lock and only queues for the loops; everything of a
/// connection happens on its loop; nothing blocks a loop. Lock order: stream, then nothing.
///
/// Invariants: a client gets each entry of a log at most once and in order, nothing of a chat from
/// the entry on by which it stopped being a member, and is cut off rather than waited for. Typing,
/// presence and marks of others may be lost. Knows no feature: chats, messages and people come
/// through ports ([Backlog], [Sight], [Gate], commands). Owns the tables `nodes` and `presence`.
/// May import the plumbing.
@NullMarked
package org.kocmoc.realtime;

import org.jspecify.annotations.NullMarked;
