package org.kocmoc.sync;

import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.kocmoc.base.CommonError;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.marks.ChatHeads;
import org.kocmoc.messages.MessageFeed;
import org.kocmoc.realtime.SocketError;
import org.kocmoc.streams.Answers;
import org.kocmoc.streams.Backlog;
import org.kocmoc.streams.ProgressReader;
import org.kocmoc.wire.Caller;
import org.kocmoc.wire.Command;
import org.kocmoc.wire.Fields;

/// Assembles reading the logs: the hub's backlog, and the same for clients that ask.
public final class SyncFeature {
    private final Backlog backlog;
    private final RateLimiter limiter;
    private final LongSupplier epoch;

    /// @param epoch the present epoch of the logs
    public SyncFeature(
            Database database,
            ChatHeads heads,
            MessageFeed messages,
            RateLimiter limiter,
            LongSupplier epoch) {
        this.backlog = new LogReader(database, heads, messages);
        this.limiter = limiter;
        this.epoch = epoch;
    }

    /// The logs for the hub.
    public Backlog backlog() {
        return backlog;
    }

    /// The route.
    public List<Route> routes() {
        return List.of(
                Route.post(
                        "/api/sync",
                        Access.USER,
                        "Tells what happened after the positions given",
                        this::sync));
    }

    /// The command.
    public List<Command> commands() {
        return List.of(new Command("sync", this::sync));
    }

    private Response sync(Request request) {
        Fields body = request.body(CommonError.BAD_REQUEST);
        Backlog.Progress progress =
                ProgressReader.read(body.whole(), encrypted(body), true, CommonError.BAD_REQUEST);
        return Response.ok(answer(request.caller().user(), progress));
    }

    private Object sync(Caller caller, Fields fields) {
        Backlog.Progress progress =
                ProgressReader.read(fields.whole(), encrypted(fields), true, SocketError.BAD_FIELD);
        return answer(caller.user(), progress);
    }

    private static boolean encrypted(Fields fields) {
        return Boolean.TRUE.equals(fields.bool("encrypted"));
    }

    private Map<String, Object> answer(UserId user, Backlog.Progress progress) {
        limiter.take(Rate.SYNC_PER_USER, user.toString());
        return Answers.sync(backlog.state(user, progress), epoch.getAsLong());
    }
}
