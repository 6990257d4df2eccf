package org.kocmoc.access;

import static org.kocmoc.access.Row.row;

import java.util.List;
import java.util.Map;

/// Administration of the server.
final class AdminRows {
    private AdminRows() {}

    static List<Row> rows() {
        return List.of(
                row("DELETE /api/users/{}").at(World::spare).admins(),
                row("GET /api/users/admin/stats").admins(),
                row("GET /api/users/admin/devices").admins(),
                row("PUT /api/users/admin/devices/{}/reset")
                        .at(World::deviceId)
                        .with(w -> Map.of())
                        .admins(),
                row("PUT /api/users/{}/ban").at(World::spare).with(w -> Map.of()).admins(),
                row("PUT /api/users/{}/unban").at(World::spare).with(w -> Map.of()).admins(),
                row("GET /api/admin/statistics").admins(),
                row("GET /api/admin/statistics/daily").admins(),
                row("GET /api/admin/accounts").admins(),
                row("GET /api/admin/accounts/{}").at(World::owner).admins(),
                row("PUT /api/admin/accounts/{}/role")
                        .at(World::spare)
                        .with(w -> Map.of("admin", true))
                        .admins(),
                row("GET /api/admin/accounts/{}/sessions").at(World::owner).admins(),
                row("DELETE /api/admin/accounts/{}/sessions").at(World::spare).admins(),
                row("GET /api/admin/health").admins(),
                row("GET /api/admin/users").admins(),
                row("GET /api/admin/messages").admins(),
                row("GET /api/admin/devices").admins(),
                row("DELETE /api/admin/users/{}").at(World::spare).admins(),
                row("DELETE /api/admin/messages/{}").at(World::message).admins(),
                row("DELETE /api/admin/devices/{}").at(World::deviceId).admins(),
                row("GET /api/admin/audit").admins(),
                row("GET /api/admin/reports").admins(),
                row("POST /api/admin/reports/{}/resolve")
                        .at(World::report)
                        .with(w -> Map.of())
                        .admins(),
                row("GET /api/admin/invites").admins(),
                row("POST /api/admin/invites").with(w -> Map.of()).admins(),
                row("DELETE /api/admin/invites/{}").at(World::registrationInvite).admins());
    }
}
