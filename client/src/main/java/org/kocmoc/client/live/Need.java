package org.kocmoc.client.live;

/// What a state lacks and only the server can tell.
sealed interface Need {
    /// The entries of a chat's log after its position: something higher came.
    record Events(long chat) implements Need {}

    /// The entries of the own log.
    record OwnEvents() implements Need {}

    /// A chat that is not held, or whose past is gone.
    record WholeChat(long chat) implements Need {}

    /// How much is unread.
    record Numbers() implements Need {}
}
