package org.kocmoc.realtime;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.streams.Frames;
import org.kocmoc.wire.Command;
import org.kocmoc.wire.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// All commands by name, and what becomes of one. Any thread; blocks.
final class Commands {
    private static final Duration OUTAGE_RETRY = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    private final Map<String, Command> byName = new HashMap<>();
    private final OwnCommands own;
    private final Predicate<Throwable> isOutage;
    private final CommandTimes times;

    /// @throws IllegalStateException if two have the same name
    Commands(
            Iterable<Command> commands,
            OwnCommands own,
            Predicate<Throwable> isOutage,
            MeterRegistry metrics) {
        this.own = own;
        for (Command command : commands) {
            if (byName.put(command.name(), command) != null) {
                throw new IllegalStateException("two commands " + command.name());
            }
        }
        this.isOutage = isOutage;
        Set<String> names = new HashSet<>(byName.keySet());
        names.addAll(OwnCommands.NAMES);
        times = new CommandTimes(metrics, names);
    }

    /// Carries a command out and returns the frame that answers it.
    byte[] answer(Connection connection, Member member, long id, String name, JsonNode frame) {
        long begun = System.nanoTime();
        CommandTimes.Outcome outcome = CommandTimes.Outcome.FAILED;
        try {
            Fields fields = new Fields(frame, SocketError.BAD_FIELD);
            Object answer =
                    own.answer(connection, member, name, fields)
                            .orElseGet(() -> find(name).handle(member.caller(), fields));
            byte[] answered = Frames.ok(id, answer);
            outcome = CommandTimes.Outcome.OK;
            return answered;
        } catch (ApiException e) {
            outcome = CommandTimes.Outcome.of(e);
            return Frames.error(id, e);
        } catch (RuntimeException e) {
            if (isOutage.test(e)) {
                outcome = CommandTimes.Outcome.UNAVAILABLE;
                return Frames.error(
                        id, new ApiException(CommonError.DATABASE_UNAVAILABLE, OUTAGE_RETRY));
            }
            LOG.atError().addKeyValue("command", name).setCause(e).log("command failed");
            return Frames.error(id, new ApiException(CommonError.INTERNAL));
        } finally {
            times.record(name, outcome, System.nanoTime() - begun);
        }
    }

    private Command.Handler find(String name) {
        Command command = byName.get(name);
        if (command == null) {
            throw new ApiException(SocketError.UNKNOWN_COMMAND);
        }
        return command.handler();
    }
}
