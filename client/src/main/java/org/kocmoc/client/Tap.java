package org.kocmoc.client;

import tools.jackson.databind.JsonNode;

/// Sees what a [Live] receives, as it came, before anything is made of it. For tests and tools.
///
/// Called on the thread that receives, so it must return quickly.
public interface Tap {
    /// Sees nothing.
    Tap NONE =
            new Tap() {
                @Override
                public void connected(long connection) {}

                @Override
                public void frame(long connection, JsonNode frame) {}

                @Override
                public void ended(long connection, Ending ending) {}
            };

    /// A socket was opened and signed in. Connections count from 1.
    void connected(long connection);

    /// A frame came, one call for each packed one.
    void frame(long connection, JsonNode frame);

    /// The socket is gone.
    void ended(long connection, Ending ending);
}
