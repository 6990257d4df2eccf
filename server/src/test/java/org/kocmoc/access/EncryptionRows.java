package org.kocmoc.access;

import static org.kocmoc.access.Row.row;

import java.util.List;
import java.util.Map;
import org.kocmoc.base.Bytes;

/// End-to-end encryption. All roles but the administrator have a device of their own.
final class EncryptionRows {
    private static final String NO_DEVICE = "403 device_required";
    private static final String NO_LINK = "404 link_not_found";
    private static final String KEY = "kocmoc-backup-key";

    private EncryptionRows() {}

    static List<Row> rows() {
        return List.of(
                row("POST /api/e2ee/account")
                        .with(w -> w.cast().device(Role.OWNER).orElseThrow().setUp())
                        .signedIn("400 device_list_invalid")
                        .gets("409 encryption_already_set_up", Role.OWNER),
                row("PUT /api/e2ee/devices")
                        .with(w -> w.cast().device(Role.OWNER).orElseThrow().inForce())
                        .signedIn("400 device_list_invalid")
                        .gets(Row.YES, Role.OWNER)
                        .gets("404 encryption_not_set_up", Role.ADMIN),
                row("POST /api/e2ee/devices/{}/session")
                        .at(w -> 1)
                        .with(
                                w ->
                                        Map.of(
                                                "signature",
                                                Bytes.base64Url(
                                                        w.cast()
                                                                .device(Role.OWNER)
                                                                .orElseThrow()
                                                                .proof())))
                        .signedIn("403 device_proof_invalid")
                        .gets(Row.YES, Role.OWNER)
                        .gets("404 device_unknown", Role.ADMIN),
                row("GET /api/e2ee/users/{}/devices").at(World::owner).signedIn(),
                row("GET /api/e2ee/keys").signedIn().gets(NO_DEVICE, Role.ADMIN),
                row("PUT /api/e2ee/keys")
                        .with(w -> w.cast().device(Role.OWNER).orElseThrow().oneTime(1))
                        .signedIn("400 key_invalid")
                        .gets(Row.YES, Role.OWNER)
                        .gets(NO_DEVICE, Role.ADMIN),
                row("POST /api/e2ee/bundles/take")
                        .with(w -> Map.of("user_id", w.owner()))
                        .signedIn()
                        .gets(NO_DEVICE, Role.ADMIN),
                row("GET /api/e2ee/chats/{}/devices").at(World::encrypted).members(),
                row("GET /api/e2ee/chats/{}/membership").at(World::encrypted).members(),
                row("POST /api/e2ee/chats/{}/membership")
                        .at(World::encrypted)
                        .with(w -> Map.of("entry", w.foundingEntry()))
                        .only("403 not_a_member")
                        .gets("400 membership_invalid", Role.MEMBER)
                        .gets(Row.YES, Role.OWNER)
                        .gets(NO_DEVICE, Role.ADMIN),
                row("GET /api/e2ee/chats/{}/messages")
                        .at(World::encrypted)
                        .members()
                        .gets(NO_DEVICE, Role.ADMIN),
                row("POST /api/e2ee/chats/{}/messages")
                        .at(World::encrypted)
                        .with(
                                w ->
                                        Map.of(
                                                "message_uuid",
                                                "0".repeat(32),
                                                "roster_version",
                                                "none",
                                                "body",
                                                Bytes.base64Url(new byte[300]),
                                                "envelopes",
                                                List.of(w.envelope())))
                        .only("403 not_a_member")
                        .gets("409 roster_changed", Role.MEMBER, Role.OWNER)
                        .gets(NO_DEVICE, Role.ADMIN),
                row("GET /api/e2ee/mailbox").signedIn().gets(NO_DEVICE, Role.ADMIN),
                row("POST /api/e2ee/mailbox")
                        .when("to the owner")
                        .with(w -> Map.of("envelopes", List.of(w.envelope())))
                        .signedIn()
                        .gets(NO_DEVICE, Role.ADMIN),
                row("POST /api/e2ee/mailbox/ack")
                        .with(w -> Map.of("ids", List.of(1)))
                        .signedIn()
                        .gets(NO_DEVICE, Role.ADMIN),
                row("PUT /api/e2ee/backup")
                        .with(w -> w.cast().anotherBackup())
                        .signedIn()
                        .gets("409 backup_exists", Role.OWNER),
                row("GET /api/e2ee/backup").only("404 backup_not_found", Role.OWNER),
                row("DELETE /api/e2ee/backup")
                        .header(KEY, w -> w.cast().backupKey())
                        .only("404 backup_not_found", Role.OWNER),
                row("POST /api/e2ee/backup/blobs/{}")
                        .at(w -> 2)
                        .query("?version=1")
                        .header(KEY, w -> w.cast().backupKey())
                        .with(w -> Cast.blob())
                        .only("404 backup_not_found", Role.OWNER),
                row("GET /api/e2ee/backup/blobs/{}")
                        .at(w -> 1)
                        .header(KEY, w -> w.cast().backupKey())
                        .only("404 backup_not_found", Role.OWNER),
                row("DELETE /api/e2ee/backup/blobs/{}")
                        .at(w -> 1)
                        .header(KEY, w -> w.cast().backupKey())
                        .only("404 backup_not_found", Role.OWNER),
                row("PUT /api/e2ee/links/{}")
                        .at(w -> Bytes.base64Url(Bytes.random(16)))
                        .with(w -> World.kemKey())
                        .signedIn(),
                row("GET /api/e2ee/links/{}").at(World::link).only(NO_LINK, Role.OWNER).alone(),
                row("DELETE /api/e2ee/links/{}").at(World::link).only(NO_LINK, Role.OWNER),
                row("PUT /api/e2ee/links/{}/offer")
                        .at(World::link)
                        .with(w -> Map.of("offer", Bytes.base64Url(new byte[1_121])))
                        .signedIn(NO_LINK)
                        .gets("409 link_used", Role.OWNER),
                row("PUT /api/e2ee/links/{}/frames/{}")
                        .at(World::link, w -> 0)
                        .with(w -> Map.of("frame", Bytes.base64Url(new byte[9])))
                        .only(NO_LINK, Role.OWNER),
                row("GET /api/e2ee/links/{}/frames/{}")
                        .at(World::link, w -> 0)
                        .only(NO_LINK, Role.OWNER)
                        .alone());
    }
}
