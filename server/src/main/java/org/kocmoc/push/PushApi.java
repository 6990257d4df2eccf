package org.kocmoc.push;

import java.util.List;
import java.util.Map;
import org.kocmoc.base.ApiException;
import org.kocmoc.db.Database;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Caller;
import org.kocmoc.wire.Fields;

/// Routes of push.
final class PushApi {
    private static final String SUBSCRIPTIONS = "/api/push/subscriptions";
    private static final int KEY_BYTES = 65;
    private static final int SECRET_BYTES = 16;

    private final Subscriptions subscriptions;
    private final PushKeys keys;
    private final Database database;

    PushApi(Subscriptions subscriptions, PushKeys keys, Database database) {
        this.subscriptions = subscriptions;
        this.keys = keys;
        this.database = database;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/push/key",
                        Access.USER,
                        "The server's public key for push subscriptions.",
                        this::key),
                Route.post(
                        SUBSCRIPTIONS,
                        Access.USER,
                        "Subscribes the caller's browser to push messages.",
                        this::subscribe),
                Route.delete(
                        SUBSCRIPTIONS,
                        Access.USER,
                        "Ends a push subscription of the caller.",
                        this::unsubscribe),
                Route.get(
                        "/api/push/log",
                        Access.USER,
                        "What became of the caller's push messages.",
                        this::log),
                Route.post(
                        "/api/push/test",
                        Access.USER,
                        "Sends a push message to the caller's browser.",
                        this::test));
    }

    private Response key(Request request) {
        return Response.ok(Map.of("key", keys.pair().extractPublicKeyInUncompressedFormAsString()));
    }

    private Response subscribe(Request request) {
        Fields body = request.body(PushError.BAD_SUBSCRIPTION);
        Fields theirs = body.object("keys").orElseThrow(PushApi::bad);
        long id =
                subscriptions.put(
                        request.caller(),
                        new Subscription(
                                endpoint(body),
                                theirs.exactBytes("p256dh", KEY_BYTES),
                                theirs.exactBytes("auth", SECRET_BYTES),
                                Boolean.TRUE.equals(body.bool("encrypted"))));
        return Response.json(201, Map.of("subscription", id));
    }

    private Response unsubscribe(Request request) {
        String endpoint = endpoint(request.body(PushError.BAD_SUBSCRIPTION));
        return Response.ok(
                Map.of("removed", subscriptions.remove(request.caller().user(), endpoint)));
    }

    private Response log(Request request) {
        Caller caller = request.caller();
        return Response.ok(
                Map.of(
                        "deliveries",
                        database.read(
                                handle ->
                                        DeliveryStore.entries(
                                                handle,
                                                caller.user(),
                                                caller.tokenHash(),
                                                Size.PAGE_ROWS.value()))));
    }

    private Response test(Request request) {
        subscriptions.test(request.caller());
        return Response.json(202, Map.of("message", "Уведомление отправлено"));
    }

    private static String endpoint(Fields body) {
        String endpoint = body.text("endpoint", Size.URL_CHARS.value());
        if (endpoint == null) {
            throw bad();
        }
        return endpoint;
    }

    private static ApiException bad() {
        return new ApiException(PushError.BAD_SUBSCRIPTION);
    }
}
