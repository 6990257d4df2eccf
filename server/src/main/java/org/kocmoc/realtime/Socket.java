package org.kocmoc.realtime;

/// One client's WebSocket, as its [Connection] uses it: only on the event loop it belongs to.
interface Socket {
    /// Writes a text frame.
    ///
    /// @param utf8 not changed any more by anybody
    void write(byte[] utf8);

    /// Whether the client reads slower than frames are written; [Connection#flush] is called when
    /// that is over.
    boolean isFull();

    /// Stops or goes on reading the client's frames.
    void reading(boolean on);

    /// Asks the client for a sign of life.
    void ping();

    /// Ends the socket.
    void close(CloseCode code);

    /// Ends the connection without waiting for the client's agreement.
    void cut();
}
