package org.kocmoc.stickers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pack as its owner sees it.
///
/// @param id 0 for the one that comes with the server
/// @param builtin whether it comes with the server
public record Pack(long id, String title, boolean builtin, List<Sticker> stickers) {
    /// A sticker.
    ///
    /// @param id 0 in the built-in pack
    /// @param url address of the picture, which messages name as their file
    /// @param emoji what it stands for
    public record Sticker(
            long id,
            String url,
            @Nullable String emoji,
            @Nullable Integer width,
            @Nullable Integer height) {}
}
