package org.kocmoc.client.live;

import org.kocmoc.client.wire.Ending;
import tools.jackson.databind.JsonNode;

/// Sees what a [Live] receives, as it came, before anything is made of it. For tests and tools.
///
/// Called on the thread that receives, so it must return quickly. While the client moves to another
/// server two sockets are open: the later one signs in and catches up before the earlier one ends.
public interface Tap {
    /// Sees nothing.
    Tap NONE =
            new Tap() {
                @Override
                public void connecting(long connection, State from) {}

                @Override
                public void frame(long connection, JsonNode frame) {}

                @Override
                public void ended(long connection, Ending ending) {}
            };

    /// A socket is about to sign in. Connections count from 1.
    ///
    /// @param from what the client holds and resumes from
    void connecting(long connection, State from);

    /// A frame came, one call for each packed one.
    void frame(long connection, JsonNode frame);

    /// The socket is gone.
    void ended(long connection, Ending ending);
}
