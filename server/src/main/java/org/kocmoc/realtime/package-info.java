/// The socket: who is connected, what they hear, and how they catch up.
///
/// [Hub] joins the logs, as `streams` follows them, to the [Shard]s, one for each event loop, which
/// write every waiting frame of a socket as one. [Connection] is a client; [Resume] brings it to
/// the present without gap or repeat; [Session] carries out its frames one after the other on
/// virtual threads. [Door] says how many sockets there may be.
///
/// Concurrency: what a stream hands on is only queued for the loops; everything of a connection
/// happens on its loop; nothing blocks a loop. Lock order: stream, then nothing.
///
/// Invariants: a client gets each entry of a log at most once and in order, nothing of a chat from
/// the entry on by which it stopped being a member, and is cut off rather than waited for. Typing,
/// presence and marks of others may be lost. Knows no feature: chats, messages and people come
/// through ports ([RealtimeFeature.Parts]) and commands. Owns no table.
@NullMarked
package org.kocmoc.realtime;

import org.jspecify.annotations.NullMarked;
