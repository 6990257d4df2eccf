package org.kocmoc.access;

import static org.kocmoc.access.Row.row;

import java.util.List;
import java.util.Map;

/// Commands of the socket.
final class SocketRows {
    private static final String OUT = "refused not_a_member";

    private SocketRows() {}

    static List<Row> rows() {
        return List.of(
                row("SOCKET auth")
                        .with(w -> Map.of("token", "no token"))
                        .signedIn("refused unknown_command")
                        .gets("closed token_invalid", Role.ANONYMOUS),
                row("SOCKET ping").signedIn(),
                row("SOCKET sync")
                        .with(
                                w ->
                                        Map.of(
                                                "chats",
                                                Map.of(
                                                        Long.toString(w.chat()),
                                                        Map.of("epoch", 1, "seq", 0))))
                        .signedIn(),
                row("SOCKET message:send")
                        .with(w -> Map.of("chat", w.chat(), "text", "hello"))
                        .only(OUT, Role.MEMBER, Role.OWNER),
                row("SOCKET message:edit")
                        .with(w -> Map.of("message", w.message(), "text", "changed"))
                        .only(OUT, Role.OWNER)
                        .gets("refused edit_not_yours", Role.MEMBER),
                row("SOCKET message:react")
                        .with(w -> Map.of("message", w.message(), "reaction", "👍"))
                        .only(OUT, Role.MEMBER, Role.OWNER),
                row("SOCKET message:forward")
                        .with(w -> Map.of("message", w.message(), "chat", w.chat()))
                        .only(OUT, Role.MEMBER, Role.OWNER),
                row("SOCKET message:delete")
                        .with(w -> Map.of("message", w.message()))
                        .only("refused message_not_yours", Role.OWNER, Role.ADMIN),
                row("SOCKET chat:read")
                        .with(w -> Map.of("chat", w.chat(), "seq", 1))
                        .only(OUT, Role.MEMBER, Role.OWNER),
                row("SOCKET chat:delivered")
                        .with(w -> Map.of("chat", w.chat(), "seq", 1))
                        .only(OUT, Role.MEMBER, Role.OWNER),
                row("SOCKET draft:set")
                        .with(
                                w ->
                                        Map.of(
                                                "chat",
                                                w.chat(),
                                                "text",
                                                "soon",
                                                "base_version",
                                                w.draftVersion()))
                        .only(OUT, Role.MEMBER, Role.OWNER),
                row("SOCKET typing:start")
                        .with(w -> Map.of("chat", w.chat()))
                        .only(OUT, Role.MEMBER, Role.OWNER),
                row("SOCKET typing:stop")
                        .with(w -> Map.of("chat", w.chat()))
                        .only(OUT, Role.MEMBER, Role.OWNER),
                row("SOCKET presence:watch")
                        .with(w -> Map.of("users", List.of(w.owner())))
                        .signedIn(),
                row("SOCKET e2ee:ack")
                        .with(w -> Map.of("ids", List.of(1)))
                        .signedIn()
                        .gets("refused device_required", Role.ADMIN));
    }
}
