package org.kocmoc.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Copies pictures without their metadata and tells what their headers say. Stateless; any thread.
public final class ImageCleaner {
    private ImageCleaner() {}

    /// Copies the picture in `source` to `target`, pixels untouched. Memory does not depend on the
    /// picture's size.
    ///
    /// @throws MalformedImageException if it does not follow its format; a part of it may have been
    ///   written then
    public static ImageInfo clean(ImageFormat format, Path source, OutputStream target)
            throws IOException, MalformedImageException {
        if (format == ImageFormat.WEBP) {
            return new WebpCleaner(source).clean(target);
        }
        try (InputStream in = Files.newInputStream(source)) {
            ByteSource bytes = new ByteSource(in);
            return switch (format) {
                case JPEG -> new JpegCleaner(bytes, target).clean();
                case PNG -> new PngCleaner(bytes, target).clean();
                case GIF, WEBP -> copyGif(bytes, source, target);
            };
        }
    }

    private static ImageInfo copyGif(ByteSource header, Path source, OutputStream target)
            throws IOException, MalformedImageException {
        header.expect("GIF8".getBytes(StandardCharsets.US_ASCII));
        header.skip(2);
        int width = header.u16LittleEndian();
        int height = header.u16LittleEndian();
        Files.copy(source, target);
        return new ImageInfo(ImageFormat.GIF, width, height, Exif.UPRIGHT);
    }
}
