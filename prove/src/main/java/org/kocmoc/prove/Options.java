package org.kocmoc.prove;

import java.util.List;

/// What to run.
///
/// @param seconds how long users act
/// @param seed decides about users, choices and faults
/// @param users how many there are
/// @param groups how many of them own a group
/// @param nodes servers on the one database
/// @param harms what is done to the server, in this order again and again; may be empty
/// @param build the server's
record Options(
        long seconds,
        long seed,
        int users,
        int groups,
        int nodes,
        List<Chaos.Harm> harms,
        Build build) {}
