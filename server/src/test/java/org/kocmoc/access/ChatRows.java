package org.kocmoc.access;

import static org.kocmoc.access.Row.row;

import java.util.List;
import java.util.Map;

/// Chats, their members, and what is written in them.
final class ChatRows {
    private ChatRows() {}

    static List<Row> rows() {
        return List.of(
                row("GET /api/chats").signedIn(),
                row("POST /api/chats")
                        .with(
                                w ->
                                        Map.of(
                                                "type",
                                                "group",
                                                "name",
                                                "mine",
                                                "participantIds",
                                                List.of(w.myId())))
                        .signedIn(),
                row("POST /api/chats")
                        .when("with the owner")
                        .with(w -> Map.of("participantIds", List.of(w.owner())))
                        .signedIn(),
                row("PUT /api/chats/pinned")
                        .with(w -> Map.of("chatIds", List.of(w.chat())))
                        .when("of others are passed over")
                        .signedIn(),
                row("POST /api/chats/saved").signedIn(),
                row("GET /api/chats/{}").at(World::chat).members(),
                row("GET /api/chats/{}")
                        .when("personal")
                        .at(World::pair)
                        .only("403 not_a_member", Role.BLOCKED, Role.OWNER),
                row("PUT /api/chats/{}").at(World::chat).with(w -> Map.of("muted", true)).members(),
                row("PATCH /api/chats/{}")
                        .at(World::chat)
                        .with(w -> Map.of("name", "new"))
                        .owner("403 role_too_low"),
                row("DELETE /api/chats/{}").at(World::chat).members(),
                row("POST /api/chats/{}/members")
                        .at(World::chat)
                        .with(w -> Map.of("userIds", List.of(w.of(Role.STRANGER))))
                        .owner("403 role_too_low"),
                row("DELETE /api/chats/{}/members/{}")
                        .at(
                                World::chat,
                                w -> w.of(w.caller() == Role.MEMBER ? Role.OWNER : Role.MEMBER))
                        .owner("403 role_too_low"),
                row("PUT /api/chats/{}/members/{}")
                        .at(World::chat, w -> w.of(Role.MEMBER))
                        .with(w -> Map.of("role", "admin"))
                        .owner("403 role_too_low"),
                row("POST /api/chats/{}/owner")
                        .at(World::chat)
                        .with(w -> Map.of("userId", w.of(Role.MEMBER)))
                        .owner("403 role_too_low"),
                row("POST /api/chats/{}/leave").at(World::chat).members(),
                row("POST /api/chats/{}/invites")
                        .at(World::chat)
                        .with(w -> Map.of())
                        .owner("403 role_too_low"),
                row("GET /api/chats/{}/invites").at(World::chat).owner("403 role_too_low"),
                row("DELETE /api/chats/{}/invites/{}")
                        .at(World::chat, World::inviteId)
                        .owner("403 role_too_low"),
                row("GET /api/invites/{}").at(World::inviteCode).signedIn().shows(),
                row("POST /api/invites/{}").at(World::inviteCode).signedIn().shows().alone(),
                row("GET /api/chats/{}/unread/explain").at(World::chat).members(),
                row("GET /api/chats/{}/draft").at(World::chat).members(),
                row("PUT /api/chats/{}/draft")
                        .at(World::chat)
                        .with(w -> Map.of("text", "soon", "base_version", w.draftVersion()))
                        .members(),
                row("GET /api/drafts").signedIn(),
                row("GET /api/chats/{}/pins").at(World::chat).members(),
                row("PUT /api/chats/{}/pins/{}")
                        .at(World::chat, World::message)
                        .owner("403 role_too_low"),
                row("DELETE /api/chats/{}/pins/{}")
                        .at(World::chat, World::pinned)
                        .owner("403 role_too_low"),
                row("GET /api/messages/{}/reads").at(World::message).owner("403 receipt_not_yours"),
                row("GET /api/messages/{}").at(World::chat).members(),
                row("POST /api/messages/{}")
                        .at(World::chat)
                        .with(w -> Map.of("text", "hello"))
                        .members(),
                row("POST /api/messages/{}")
                        .when("personal")
                        .at(World::pair)
                        .with(w -> Map.of("text", "hello"))
                        .only("403 not_a_member", Role.OWNER)
                        .gets("403 blocked_by_recipient", Role.BLOCKED),
                row("DELETE /api/messages/{}")
                        .at(World::message)
                        .only("403 message_not_yours", Role.OWNER, Role.ADMIN),
                row("PUT /api/messages/{}/read").at(World::chat).with(w -> Map.of()).members(),
                row("GET /api/messages/{}/search")
                        .at(World::chat)
                        .query("?q=" + World.CANARY)
                        .members(),
                row("PATCH /api/messages/{}/edit")
                        .at(World::message)
                        .with(w -> Map.of("text", "changed"))
                        .owner("403 edit_not_yours"),
                row("POST /api/messages/{}/forward")
                        .at(World::message)
                        .with(w -> Map.of("targetChatId", w.chat()))
                        .members(),
                row("POST /api/messages/{}/forward")
                        .when("to the personal chat")
                        .at(World::message)
                        .with(w -> Map.of("targetChatId", w.pair()))
                        .only("403 not_a_member", Role.OWNER),
                row("POST /api/messages/{}/react")
                        .at(World::message)
                        .with(w -> Map.of("reaction", "👍"))
                        .members(),
                row("DELETE /api/messages/{}/react").at(World::message).members(),
                row("GET /api/search").query("?q=" + World.CANARY).signedIn(),
                row("POST /api/sync")
                        .with(
                                w ->
                                        Map.of(
                                                "chats",
                                                Map.of(
                                                        Long.toString(w.chat()),
                                                        Map.of("epoch", 1, "seq", 0))))
                        .signedIn());
    }
}
