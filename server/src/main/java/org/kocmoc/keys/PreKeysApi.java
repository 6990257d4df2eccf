package org.kocmoc.keys;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// Routes of pre-keys.
final class PreKeysApi {
    private final ActingDevice acting;
    private final PreKeys preKeys;
    private final Bundles bundles;

    PreKeysApi(ActingDevice acting, PreKeys preKeys, Bundles bundles) {
        this.acting = acting;
        this.preKeys = preKeys;
        this.bundles = bundles;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/e2ee/keys",
                        Access.USER,
                        "Counts the pre-keys of this device.",
                        this::state),
                Route.put(
                        "/api/e2ee/keys",
                        Access.USER,
                        "Takes pre-keys of this device in.",
                        this::upload),
                Route.post(
                        "/api/e2ee/bundles/take",
                        Access.USER,
                        "Takes what is needed to write first to the devices of a user.",
                        this::take));
    }

    private Response state(Request request) {
        return Response.ok(preKeys.state(acting.require(request.caller())));
    }

    private Response upload(Request request) {
        Device device = acting.require(request.caller());
        return Response.ok(
                preKeys.upload(device, SignedKeys.of(request.body(KeysError.ENCRYPTION_FIELDS))));
    }

    private Response take(Request request) {
        Fields body = request.body(KeysError.ENCRYPTION_FIELDS);
        UserId user =
                new UserId(
                        body.integer("user_id")
                                .orElseThrow(() -> new ApiException(KeysError.ENCRYPTION_FIELDS)));
        Set<Integer> wanted = new HashSet<>();
        body.integers("device_ids", Size.E2EE_DEVICES_PER_USER.value())
                .forEach(id -> wanted.add(Math.clamp(id, 0, Integer.MAX_VALUE)));
        Bundles.Handed handed = bundles.take(request.caller(), user, wanted);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("user_id", user);
        answer.put("account_key", Bytes.base64Url(handed.accountKey()));
        answer.put("device_list", Bytes.base64Url(handed.list()));
        answer.put("certificates", handed.certificates().stream().map(Bytes::base64Url).toList());
        answer.put(
                "bundles",
                handed.bundles().stream()
                        .map(
                                taken ->
                                        Map.of(
                                                "device_id",
                                                taken.deviceId(),
                                                "bundle",
                                                Bytes.base64Url(taken.bundle())))
                        .toList());
        return Response.ok(answer);
    }
}
