package org.kocmoc.realtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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

    /// @throws IllegalStateException if two have the same name
    Commands(Iterable<Command> commands, OwnCommands own, Predicate<Throwable> isOutage) {
        this.own = own;
        for (Command command : commands) {
            if (byName.put(command.name(), command) != null) {
                throw new IllegalStateException("two commands " + command.name());
            }
        }
        this.isOutage = isOutage;
    }

    /// Carries a command out and returns the frame that answers it.
    byte[] answer(Connection connection, Member member, long id, String name, JsonNode frame) {
        try {
            Fields fields = new Fields(frame, SocketError.BAD_FIELD);
            Object answer =
                    own.answer(connection, member, name, fields)
                            .orElseGet(() -> find(name).handle(member.caller(), fields));
            return Frames.ok(id, answer);
        } catch (ApiException e) {
            return Frames.error(id, e);
        } catch (RuntimeException e) {
            if (isOutage.test(e)) {
                return Frames.error(
                        id, new ApiException(CommonError.DATABASE_UNAVAILABLE, OUTAGE_RETRY));
            }
            LOG.atError().addKeyValue("command", name).setCause(e).log("command failed");
            return Frames.error(id, new ApiException(CommonError.INTERNAL));
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
