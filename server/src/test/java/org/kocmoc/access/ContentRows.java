package org.kocmoc.access;

import static org.kocmoc.access.Row.row;

import java.util.List;
import java.util.Map;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Pictures;

/// Files, stories, stickers, and what is there for everybody.
final class ContentRows {
    private ContentRows() {}

    static List<Row> rows() {
        return List.of(
                row("POST /api/files/upload")
                        .with(
                                w ->
                                        Multipart.file(
                                                "b.png", "image/png", Pictures.plain("png", 4, 4)))
                        .signedIn(),
                row("GET /api/files/{}").when("its address is the key").at(World::file).everybody(),
                row("GET /api/files/{}")
                        .when("that is not there")
                        .at(w -> 1)
                        .gets("404 file_not_found"),
                row("GET /api/files/{}/thumb")
                        .when("its address is the key")
                        .at(World::file)
                        .everybody(),
                row("GET /uploads/files/{}")
                        .when("that is not there")
                        .at(w -> 1)
                        .gets("404 file_not_found"),
                row("GET /uploads/voice/{}")
                        .when("that is not there")
                        .at(w -> 1)
                        .gets("404 file_not_found"),
                row("DELETE /api/files/{}")
                        .at(World::file)
                        .only("403 file_not_yours", Role.OWNER, Role.ADMIN),
                row("GET /api/stories").signedIn(),
                row("POST /api/stories")
                        .with(w -> Map.of("type", "text", "text", "today"))
                        .signedIn(),
                row("POST /api/stories/{}/view")
                        .at(World::story)
                        .only("404 story_not_found", Role.MEMBER, Role.OWNER),
                row("GET /api/stories/{}/views")
                        .at(World::story)
                        .only("404 story_not_found", Role.OWNER)
                        .gets("403 story_not_yours", Role.MEMBER),
                row("DELETE /api/stories/{}")
                        .at(World::story)
                        .only("404 story_not_found", Role.OWNER, Role.ADMIN)
                        .gets("403 story_not_yours", Role.MEMBER),
                row("GET /api/stickers").signedIn(),
                row("GET /api/stickers/builtin/{}").at(w -> "rocket.webp").everybody(),
                row("POST /api/stickers/packs").with(w -> Map.of("title", "mine")).signedIn(),
                row("DELETE /api/stickers/packs/{}")
                        .at(World::pack)
                        .only("404 sticker_unknown", Role.OWNER),
                row("POST /api/stickers/packs/{}/stickers")
                        .at(World::pack)
                        .with(w -> Map.of("file_url", w.myWebp()))
                        .only("404 sticker_unknown", Role.OWNER),
                row("DELETE /api/stickers/{}")
                        .at(World::sticker)
                        .only("404 sticker_unknown", Role.OWNER),
                row("GET /health").everybody(),
                row("GET /health/live").everybody(),
                row("GET /health/ready").everybody(),
                row("GET /metrics").when("from this machine, without a proxy").everybody(),
                row("POST /admin/toggle-maintenance")
                        .with(w -> Map.of("enabled", true))
                        .gets("401 operator_token_wrong"),
                row("GET /api/openapi.yaml").everybody(),
                row("GET /api/docs").everybody(),
                row("GET /api/docs/{}").at(w -> "page.js").everybody());
    }
}
