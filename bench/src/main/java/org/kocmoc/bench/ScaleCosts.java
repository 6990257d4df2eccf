package org.kocmoc.bench;

import java.util.Locale;

/// What one message cost, and how many there were a second, with so many servers on one machine.
/// Each message goes from somebody on one server to somebody whose socket is on the next one.
///
/// @param nodes how many servers
/// @param perSecond messages a second, all servers together
/// @param nodeMicros processor time of the servers for a message, in microseconds
/// @param postgresMicros of PostgreSQL
/// @param natsMicros of NATS
/// @param generatorMicros of the program that measures, which shares the machine
/// @param rows written in PostgreSQL for a message
/// @param walBytes written ahead for a message
/// @param natsSent nudges handed to NATS for a message
/// @param natsReceived nudges that NATS handed to servers for a message
record ScaleCosts(
        int nodes,
        double perSecond,
        double nodeMicros,
        double postgresMicros,
        double natsMicros,
        double generatorMicros,
        double rows,
        double walBytes,
        double natsSent,
        double natsReceived) {
    static final String HEAD =
            """
            | servers | messages/s | CPU of servers, µs | of PostgreSQL, µs | of NATS, µs | of the generator, µs | rows | WAL, bytes | nudges to NATS | nudges from NATS |
            |---|---|---|---|---|---|---|---|---|---|""";

    String row() {
        return String.format(
                Locale.ROOT,
                "| %d | %.0f | %.0f | %.0f | %.1f | %.0f | %.1f | %.0f | %.2f | %.2f |",
                nodes,
                perSecond,
                nodeMicros,
                postgresMicros,
                natsMicros,
                generatorMicros,
                rows,
                walBytes,
                natsSent,
                natsReceived);
    }
}
