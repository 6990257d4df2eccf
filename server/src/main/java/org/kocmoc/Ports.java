package org.kocmoc;

import java.util.function.UnaryOperator;
import org.kocmoc.bus.Bus;
import org.kocmoc.log.SendStore;
import org.kocmoc.streams.Backlog;

/// The parts below all features that may be others than those that ship: what carries nudges, where
/// sends are kept, how logs are read. Constructor arguments of the whole, as it were; nothing in
/// the configuration reaches them.
///
/// @param bus may put something around the bus
/// @param sends may put something around the store of sends
/// @param backlog may put something around the reader of logs
public record Ports(
        UnaryOperator<Bus> bus, UnaryOperator<SendStore> sends, UnaryOperator<Backlog> backlog) {
    /// What ships.
    public static final Ports STANDARD =
            new Ports(UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());
}
