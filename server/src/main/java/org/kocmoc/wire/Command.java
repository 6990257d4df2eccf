package org.kocmoc.wire;

import org.kocmoc.base.ApiException;

/// What a client may ask for over the socket: the counterpart of a route.
///
/// @param name the frame's `type`, e.g. `message:send`
/// @param handler carries it out; blocks, on any thread
public record Command(String name, Handler handler) {
    /// Carries a command out and returns what stands in the answer's `ok`: a record or map.
    @FunctionalInterface
    public interface Handler {
        /// @throws ApiException if the command is refused; nothing has changed then
        Object handle(Caller caller, Fields fields);
    }
}
