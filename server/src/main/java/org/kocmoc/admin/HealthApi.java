package org.kocmoc.admin;

import java.util.List;
import java.util.Map;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.bus.Bus;
import org.kocmoc.db.Database;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers those who watch the process: is it alive, can it serve?
final class HealthApi {
    private static final Logger LOG = LoggerFactory.getLogger(HealthApi.class);

    private final Database database;

    private final Bus bus;

    HealthApi(Database database, Bus bus) {
        this.database = database;
        this.bus = bus;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/health", Access.PUBLIC, "The server answers.", this::live),
                Route.get("/health/live", Access.PUBLIC, "The server answers.", this::live),
                Route.get(
                        "/health/ready",
                        Access.PUBLIC,
                        "The server and its database answer.",
                        this::ready));
    }

    private Response live(Request request) {
        return Response.ok(Map.of("status", "ok"));
    }

    private Response ready(Request request) {
        try {
            database.read(OperationsStore::answers);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("not ready");
            throw new ApiException(CommonError.DATABASE_UNAVAILABLE);
        }
        // Without its bus a node serves on, a little later: no reason to send nobody to it.
        return Response.ok(Map.of("status", "ok", "bus", bus.state().link().text()));
    }
}
