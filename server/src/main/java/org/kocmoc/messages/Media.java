package org.kocmoc.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.Json;
import org.kocmoc.files.StoredFile;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// What lets a client keep a place for an attachment before it is loaded.
///
/// @param width of a picture or film as shown
/// @param thumb whether there is a small version
/// @param waveform loudness of a voice message from 0 to 100, evenly over its length
record Media(
        @Nullable Integer width,
        @Nullable Integer height,
        boolean thumb,
        @Nullable List<Integer> waveform) {
    static final Media NONE = new Media(null, null, false, null);

    private static final int LOUDEST = 100;

    /// What the sender says of it.
    ///
    /// @throws ApiException 400 for what cannot be
    static Media said(Fields fields) {
        List<Integer> waveform =
                fields.integers("waveform", Size.WAVEFORM_POINTS.value()).stream()
                        .map(point -> bounded(point, 0, LOUDEST))
                        .toList();
        return new Media(
                side(fields, "file_width"),
                side(fields, "file_height"),
                false,
                waveform.isEmpty() ? null : waveform);
    }

    private static @Nullable Integer side(Fields fields, String name) {
        var side = fields.integer(name);
        return side.isEmpty() ? null : bounded(side.getAsLong(), 1, Size.MEDIA_SIDE.value());
    }

    private static int bounded(long number, int min, int max) {
        if (number < min || number > max) {
            throw new ApiException(MessageError.MESSAGE_FIELDS);
        }
        return (int) number;
    }

    /// The same with what the server itself knows of the file, which counts more.
    Media with(StoredFile file) {
        return file.picture()
                .map(
                        picture ->
                                new Media(
                                        picture.width(),
                                        picture.height(),
                                        picture.thumbnail().isPresent(),
                                        waveform))
                .orElse(this);
    }

    /// The stored form; null if nothing is known.
    @Nullable String stored() {
        return equals(NONE) ? null : Json.writeText(this);
    }

    static Media read(@Nullable String stored) {
        return stored == null ? NONE : Json.read(Bytes.utf8(stored), Media.class);
    }

    @Nullable String thumbUrl(@Nullable String fileUrl) {
        return thumb && fileUrl != null ? fileUrl + "/thumb" : null;
    }
}
