package org.kocmoc.keys;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.ChatId;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.db.Database;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;
import org.kocmoc.log.LogError;

/// Routes of rosters and membership chains.
final class RostersApi {
    private final Database database;
    private final ActingDevice acting;
    private final ChatAccess access;
    private final Rosters rosters;
    private final Memberships memberships;

    RostersApi(
            Database database,
            ActingDevice acting,
            ChatAccess access,
            Rosters rosters,
            Memberships memberships) {
        this.database = database;
        this.acting = acting;
        this.access = access;
        this.rosters = rosters;
        this.memberships = memberships;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/e2ee/chats/:chat/devices",
                        Access.USER,
                        "Shows the devices that a message into a chat is for.",
                        this::roster),
                Route.get(
                        "/api/e2ee/chats/:chat/membership",
                        Access.USER,
                        "Shows what admins' devices have signed about the members of a group.",
                        this::membership),
                Route.post(
                        "/api/e2ee/chats/:chat/membership",
                        Access.USER,
                        "Takes the next signed entry about the members of a group in.",
                        this::append));
    }

    private static ChatId chat(Request request) {
        return new ChatId(request.id("chat", LogError.NOT_A_MEMBER));
    }

    private Response roster(Request request) {
        ChatId chat = chat(request);
        return Response.ok(
                database.snapshot(
                        handle -> {
                            access.asMember(handle, request.caller().user(), chat);
                            return rosters.read(handle, chat);
                        }));
    }

    private Response membership(Request request) {
        ChatId chat = chat(request);
        long from = request.query("from", 0, 0, Long.MAX_VALUE);
        int page = Size.E2EE_MEMBERSHIPS_PAGE.value();
        List<MembershipStore.Row> rows =
                database.read(
                        handle -> {
                            access.asMember(handle, request.caller().user(), chat);
                            return memberships.read(
                                    handle,
                                    chat,
                                    from == 0 ? OptionalLong.empty() : OptionalLong.of(from),
                                    page + 1);
                        });
        return Response.ok(
                Map.of(
                        "entries",
                        rows.stream().limit(page).map(RostersApi::view).toList(),
                        "more",
                        rows.size() > page));
    }

    private static Map<String, String> view(MembershipStore.Row row) {
        return Map.of(
                "entry", Bytes.base64Url(row.signed()),
                "certificate", Bytes.base64Url(row.certificate()));
    }

    private Response append(Request request) {
        Device device = acting.require(request.caller());
        byte[] bytes =
                request.body(KeysError.MEMBERSHIP_INVALID).bytes("entry", MembershipEntry.MAX_SIZE);
        MembershipEntry entry = MembershipEntry.parse(bytes == null ? new byte[0] : bytes);
        memberships.append(device, chat(request), entry);
        return Response.json(201, Map.of("epoch", entry.epoch()));
    }
}
