package org.kocmoc.images;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import net.coobird.thumbnailator.Thumbnails;
import net.coobird.thumbnailator.util.exif.ExifFilterUtils;
import net.coobird.thumbnailator.util.exif.Orientation;
import org.kocmoc.limits.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes small versions of JPEG and PNG pictures.
///
/// Any thread; callers wait while [Size#IMAGE_DECODES_AT_ONCE] others decode.
public final class Thumbnailer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Thumbnailer.class);
    private static final double JPEG_QUALITY = 0.8;

    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    Size.IMAGE_DECODES_AT_ONCE.value(),
                    Thread.ofPlatform().daemon().name("thumbnail-", 0).factory());

    /// A version of at most [Size#THUMBNAIL_SIDE] on both sides, upright, in the same format.
    ///
    /// @return empty if the picture is small already, of another format, too big to decode, or
    ///   cannot be decoded
    public Optional<byte[]> thumbnail(Path image, ImageInfo info) {
        boolean decodable = info.format() == ImageFormat.JPEG || info.format() == ImageFormat.PNG;
        if (!decodable || isSmall(info) || info.pixels() > Size.IMAGE_DECODE_PIXELS.value()) {
            return Optional.empty();
        }
        try {
            return Optional.of(threads.submit(() -> shrink(image, info)).get());
        } catch (ExecutionException e) {
            LOG.atInfo().addKeyValue("cause", e.getCause()).log("picture without a thumbnail");
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static boolean isSmall(ImageInfo info) {
        return Math.max(info.width(), info.height()) <= Size.THUMBNAIL_SIDE.value();
    }

    private static byte[] shrink(Path image, ImageInfo info) throws IOException {
        int side = Size.THUMBNAIL_SIDE.value();
        String format = info.format() == ImageFormat.JPEG ? "jpg" : "png";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Thumbnails.of(decode(image, format))
                .size(side, side)
                .addFilter(
                        ExifFilterUtils.getFilterForOrientation(
                                Orientation.typeOf(info.orientation())))
                .outputFormat(format)
                .outputQuality(JPEG_QUALITY)
                .toOutputStream(out);
        return out.toByteArray();
    }

    /// Reads every n-th pixel, so that the picture in memory is at most about twice as wide and
    /// high as the result.
    private static BufferedImage decode(Path image, String format) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        try (FileImageInputStream in = new FileImageInputStream(image.toFile())) {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > Size.IMAGE_DECODE_PIXELS.value()) {
                throw new IOException("headers disagree on the size");
            }
            int step = Math.max(1, Math.max(width, height) / (2 * Size.THUMBNAIL_SIDE.value()));
            ImageReadParam every = reader.getDefaultReadParam();
            every.setSourceSubsampling(step, step, 0, 0);
            return reader.read(0, every);
        } finally {
            reader.dispose();
        }
    }

    /// Waits for nobody.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
