package org.kocmoc.images;

/// What a picture's header says.
///
/// @param format how it is stored
/// @param width columns as stored
/// @param height rows as stored
/// @param orientation EXIF orientation, 1 to 8; 1 is upright, above 4 the sides are swapped
public record ImageInfo(ImageFormat format, int width, int height, int orientation) {
    /// Columns as shown.
    public int shownWidth() {
        return orientation > 4 ? height : width;
    }

    /// Rows as shown.
    public int shownHeight() {
        return orientation > 4 ? width : height;
    }

    /// Pixels to decode.
    public long pixels() {
        return (long) width * height;
    }
}
