package org.kocmoc.keys;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// SQL of rosters.
final class RosterStore {
    /// One device of a member, or a member without devices.
    public record Row(
            UserId userId,
            long listVersion,
            @Nullable Integer deviceId,
            @Nullable Integer registrationId,
            String version) {}

    /// The first two parts only grow while the members stay the same, and the first one grows
    /// whenever they change, so that no two rosters of a chat share a version. A change of devices
    /// touches no chat. The last one is the epoch of the membership chain: a sender that knows an
    /// older one is told.
    private static final String VERSION =
            """
            SELECT h.roster_version || '.' || (
                SELECT coalesce(sum(a.roster_serial), 0)
                FROM chat_participants p JOIN e2ee_accounts a ON a.user_id = p.user_id
                WHERE p.chat_id = h.chat_id) || '.' || (
                SELECT coalesce(max(m.epoch), 0)
                FROM e2ee_memberships m WHERE m.chat_id = h.chat_id)
            FROM chat_heads h WHERE h.chat_id = :chat
            """;

    private RosterStore() {}

    static String version(Handle handle, ChatId chat) {
        return handle.createQuery(VERSION).bind("chat", chat).mapTo(String.class).one();
    }

    static Roster read(Handle handle, ChatId chat) {
        List<Row> rows =
                handle.createQuery(
                                """
                                SELECT p.user_id, coalesce(a.list_version, 0) AS list_version,
                                    k.device_id, d.registration_id, (%s) AS version
                                FROM chat_participants p
                                LEFT JOIN e2ee_accounts a ON a.user_id = p.user_id
                                LEFT JOIN e2ee_signed_keys k ON k.user_id = p.user_id
                                LEFT JOIN e2ee_devices d
                                    ON d.user_id = k.user_id AND d.device_id = k.device_id
                                WHERE p.chat_id = :chat ORDER BY p.user_id, k.device_id
                                """
                                        .formatted(VERSION))
                        .bind("chat", chat)
                        .mapTo(Row.class)
                        .list();
        Map<UserId, Roster.Member> members = new LinkedHashMap<>();
        rows.forEach(row -> add(members, row));
        // Whoever reads it is a member, so there is a row.
        String version = rows.getFirst().version();
        long epoch = Long.parseLong(version.substring(version.lastIndexOf('.') + 1));
        return new Roster(version, epoch, List.copyOf(members.values()));
    }

    private static void add(Map<UserId, Roster.Member> members, Row row) {
        Roster.Member member =
                members.computeIfAbsent(
                        row.userId(),
                        user -> new Roster.Member(user, row.listVersion(), new ArrayList<>()));
        if (row.deviceId() != null && row.registrationId() != null) {
            member.devices().add(new Roster.Entry(row.deviceId(), row.registrationId()));
        }
    }
}
