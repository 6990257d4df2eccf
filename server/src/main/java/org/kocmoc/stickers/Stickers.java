package org.kocmoc.stickers;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.files.Attachments;
import org.kocmoc.files.StoredFile;
import org.kocmoc.limits.Size;
import org.kocmoc.log.UserLog;

/// The packs of a person. Any thread; blocks.
final class Stickers {
    private static final String PICTURE_TYPE = "image/webp";

    private final Database database;
    private final UserLog log;
    private final Attachments attachments;
    private final InstantSource clock;

    Stickers(Database database, UserLog log, Attachments attachments, InstantSource clock) {
        this.database = database;
        this.log = log;
        this.attachments = attachments;
        this.clock = clock;
    }

    /// The built-in pack, then the own ones, oldest first.
    List<Pack> list(UserId user) {
        Map<Long, Pack> packs = new LinkedHashMap<>();
        packs.put(0L, BuiltIn.pack());
        for (StickerStore.Row row : database.read(handle -> StickerStore.ofUser(handle, user))) {
            Pack pack =
                    packs.computeIfAbsent(
                            row.packId(),
                            id -> new Pack(id, row.title(), false, new ArrayList<>()));
            if (row.stickerId() != null && row.fileId() != null) {
                pack.stickers()
                        .add(
                                new Pack.Sticker(
                                        row.stickerId(),
                                        "/api/files/" + row.fileId(),
                                        row.emoji(),
                                        row.width(),
                                        row.height()));
            }
        }
        return List.copyOf(packs.values());
    }

    /// Makes an empty pack and returns its id.
    long addPack(UserId user, String title) {
        return log.change(
                (handle, entries) -> {
                    long pack =
                            StickerStore.addPack(
                                    handle,
                                    user,
                                    title,
                                    clock.instant().truncatedTo(ChronoUnit.MILLIS));
                    if (StickerStore.packs(handle, user) > Size.STICKER_PACKS_PER_USER.value()) {
                        throw new ApiException(StickersError.TOO_MANY_STICKERS);
                    }
                    entries.tell(user, "sticker:update", Map.of("pack", pack));
                    return pack;
                });
    }

    /// Removes a pack; messages keep their pictures.
    void deletePack(UserId user, long pack) {
        log.change(
                (handle, entries) -> {
                    if (!StickerStore.deletePack(handle, user, pack)) {
                        throw new ApiException(StickersError.STICKER_UNKNOWN);
                    }
                    entries.tell(user, "sticker:update", Map.of("pack", pack));
                    return pack;
                });
    }

    /// Adds an uploaded picture of one's own to a pack.
    void add(UserId user, long pack, String url, @Nullable String emoji) {
        StoredFile file =
                attachments
                        .find(user, url)
                        .filter(found -> found.owner().filter(user::equals).isPresent())
                        .filter(Stickers::isSticker)
                        .orElseThrow(() -> new ApiException(StickersError.STICKER_PICTURE));
        log.change(
                (handle, entries) -> {
                    requirePack(handle, user, pack);
                    if (StickerStore.add(handle, pack, file.id(), emoji).isPresent()) {
                        if (StickerStore.stickers(handle, pack) > Size.STICKERS_PER_PACK.value()) {
                            throw new ApiException(StickersError.TOO_MANY_STICKERS);
                        }
                        entries.tell(user, "sticker:update", Map.of("pack", pack));
                    }
                    return pack;
                });
    }

    private static void requirePack(Handle handle, UserId user, long pack) {
        if (!StickerStore.lockPack(handle, user, pack)) {
            throw new ApiException(StickersError.STICKER_UNKNOWN);
        }
    }

    private static boolean isSticker(StoredFile file) {
        int side = Size.STICKER_SIDE.value();
        return file.mimetype().equals(PICTURE_TYPE)
                && file.content().size() <= Size.STICKER_BYTES.value()
                && file.picture()
                        .filter(picture -> picture.width() <= side && picture.height() <= side)
                        .isPresent();
    }

    /// Takes a sticker out of its pack.
    void delete(UserId user, long sticker) {
        log.change(
                (handle, entries) -> {
                    if (!StickerStore.delete(handle, user, sticker)) {
                        throw new ApiException(StickersError.STICKER_UNKNOWN);
                    }
                    entries.tell(user, "sticker:update", Map.of("sticker", sticker));
                    return sticker;
                });
    }
}
