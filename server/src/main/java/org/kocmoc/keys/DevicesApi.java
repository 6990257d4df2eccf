package org.kocmoc.keys;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// Routes of devices and their lists.
final class DevicesApi {
    private final Devices devices;
    private final KeysFeature.OwnerCheck owner;

    DevicesApi(Devices devices, KeysFeature.OwnerCheck owner) {
        this.devices = devices;
        this.owner = owner;
    }

    List<Route> routes() {
        return List.of(
                Route.post(
                        "/api/e2ee/account",
                        Access.USER,
                        "Begins end-to-end encryption with the first device, or starts over.",
                        this::setUp),
                Route.put(
                        "/api/e2ee/devices",
                        Access.USER,
                        "Puts a newer signed list of the own devices in force.",
                        this::update),
                Route.post(
                        "/api/e2ee/devices/:device/session",
                        Access.USER,
                        "Ties this sign-in to a device.",
                        this::claim),
                Route.get(
                        "/api/e2ee/users/:user/devices",
                        Access.USER,
                        "Shows the signed device lists and certificates of a user.",
                        this::show));
    }

    private Response setUp(Request request) {
        UserId user = request.caller().user();
        Fields body = request.body(KeysError.ENCRYPTION_FIELDS);
        boolean startsOver = Boolean.TRUE.equals(body.bool("start_over"));
        byte[] accountKey = body.exactBytes("account_key", KeyChecks.KEY);
        Devices.Upload upload = upload(body);
        if (startsOver) {
            String password = body.text("password", Size.PASSWORD_CHARS.value());
            owner.require(user, password == null ? "" : password, body.textOrNumber("code"));
        }
        devices.setUp(user, accountKey, upload, startsOver);
        return Response.json(201, Map.of("list_version", upload.newest().version()));
    }

    private Response update(Request request) {
        Devices.Upload upload = upload(request.body(KeysError.ENCRYPTION_FIELDS));
        devices.update(request.caller().user(), upload);
        return Response.ok(Map.of("list_version", upload.newest().version()));
    }

    private static Devices.Upload upload(Fields body) {
        List<DeviceList> lists =
                body
                        .bytesList(
                                "device_lists",
                                DeviceList.MAX_SIZE,
                                Size.E2EE_LISTS_AT_ONCE.value())
                        .stream()
                        .map(DeviceList::parse)
                        .toList();
        if (lists.isEmpty()) {
            throw new ApiException(KeysError.ENCRYPTION_FIELDS);
        }
        return new Devices.Upload(
                lists,
                body
                        .bytesList(
                                "certificates",
                                DeviceCertificate.SIZE,
                                Size.E2EE_DEVICES_PER_USER.value())
                        .stream()
                        .map(DeviceCertificate::parse)
                        .toList());
    }

    private Response claim(Request request) {
        long device = request.id("device", KeysError.DEVICE_UNKNOWN);
        byte[] signature =
                request.body(KeysError.ENCRYPTION_FIELDS)
                        .exactBytes("signature", KeyChecks.SIGNATURE);
        if (device < 1 || device > Integer.MAX_VALUE) {
            throw new ApiException(KeysError.DEVICE_UNKNOWN);
        }
        devices.claim(request.caller(), (int) device, signature);
        return Response.ok(Map.of("device_id", device));
    }

    private Response show(Request request) {
        UserId user = new UserId(request.id("user", KeysError.ENCRYPTION_NOT_SET_UP));
        Devices.Published published =
                devices.published(
                        request.caller().user(),
                        user,
                        request.query("from", Long.MAX_VALUE, 1, Long.MAX_VALUE));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("user_id", user);
        body.put("account_key", Bytes.base64Url(published.accountKey()));
        body.put("list_version", published.listVersion());
        body.put("device_lists", published.lists().stream().map(Bytes::base64Url).toList());
        body.put("certificates", published.certificates().stream().map(Bytes::base64Url).toList());
        return Response.ok(body);
    }
}
