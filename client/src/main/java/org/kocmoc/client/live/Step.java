package org.kocmoc.client.live;

import java.util.List;
import java.util.Set;
import org.kocmoc.client.model.Event;

/// What came of an event.
///
/// @param state the state after it
/// @param applied the events that took effect by it: none if it was a repeat or has to wait,
///   several if others had waited for it
/// @param needs what only the server can tell
record Step(State state, List<Event> applied, Set<Need> needs) {
    static Step nothing(State state) {
        return new Step(state, List.of(), Set.of());
    }

    static Step needing(State state, Need need) {
        return new Step(state, List.of(), Set.of(need));
    }
}
