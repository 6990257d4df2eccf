package org.kocmoc.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.testkit.Pictures;

class ImagesTest {
    @TempDir Path folder;

    private record Cleaned(ImageInfo info, byte[] bytes) {}

    private Path file(byte[] image) throws IOException {
        return Files.write(folder.resolve("image"), image);
    }

    private Cleaned clean(ImageFormat format, byte[] image) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageInfo info = ImageCleaner.clean(format, file(image), out);
        return new Cleaned(info, out.toByteArray());
    }

    private static boolean tells(byte[] image) {
        String text = new String(image, StandardCharsets.ISO_8859_1);
        return text.contains("GPS") || text.contains("xap") || text.contains("tIME");
    }

    private static int[] pixels(byte[] image) {
        BufferedImage decoded = Pictures.decode(image);
        int width = decoded.getWidth();
        return decoded.getRGB(0, 0, width, decoded.getHeight(), null, 0, width);
    }

    @Test
    void aJpegLosesItsMetadataAndNoPixel() throws Exception {
        byte[] image = Pictures.jpeg(300, 200, 6);

        Cleaned cleaned = clean(ImageFormat.JPEG, image);

        assertThat(tells(image)).isTrue();
        assertThat(tells(cleaned.bytes())).isFalse();
        assertThat(pixels(cleaned.bytes())).isEqualTo(pixels(image));
        assertThat(cleaned.info()).isEqualTo(new ImageInfo(ImageFormat.JPEG, 300, 200, 6));
        assertThat(cleaned.info().shownWidth()).isEqualTo(200);
    }

    @Test
    void aPngLosesItsMetadataAndNoPixel() throws Exception {
        byte[] image = Pictures.png(300, 200, 3);

        Cleaned cleaned = clean(ImageFormat.PNG, image);

        assertThat(tells(image)).isTrue();
        assertThat(tells(cleaned.bytes())).isFalse();
        assertThat(pixels(cleaned.bytes())).isEqualTo(pixels(image));
        assertThat(cleaned.info()).isEqualTo(new ImageInfo(ImageFormat.PNG, 300, 200, 3));
    }

    @Test
    void aWebpLosesItsMetadataAndKeepsItsSizeFieldTrue() throws Exception {
        byte[] image = Pictures.webp(8);

        byte[] cleaned = clean(ImageFormat.WEBP, image).bytes();

        assertThat(tells(image)).isTrue();
        assertThat(tells(cleaned)).isFalse();
        assertThat(cleaned[4] & 0xff).isEqualTo(cleaned.length - 8);
        assertThat(clean(ImageFormat.WEBP, cleaned).info())
                .isEqualTo(new ImageInfo(ImageFormat.WEBP, 4, 4, 8));
        assertThat(
                        new String(
                                clean(ImageFormat.WEBP, Pictures.webp(1)).bytes(),
                                12,
                                4,
                                StandardCharsets.US_ASCII))
                .isEqualTo("VP8X");
        assertThat(clean(ImageFormat.WEBP, Pictures.webp(1)).bytes()[20] & 0x0c).isZero();
    }

    @Test
    void everyOrientationSurvivesCleaning() throws Exception {
        for (int orientation = 1; orientation <= 8; orientation++) {
            byte[] jpeg = clean(ImageFormat.JPEG, Pictures.jpeg(8, 8, orientation)).bytes();
            byte[] png = clean(ImageFormat.PNG, Pictures.png(8, 8, orientation)).bytes();

            assertThat(clean(ImageFormat.JPEG, jpeg).info().orientation()).isEqualTo(orientation);
            assertThat(clean(ImageFormat.PNG, png).info().orientation()).isEqualTo(orientation);
            assertThat(clean(ImageFormat.JPEG, jpeg).bytes()).isEqualTo(jpeg);
            assertThat(clean(ImageFormat.PNG, png).bytes()).isEqualTo(png);
        }
    }

    @Test
    void whatIsNotThatFormatIsRefused() {
        for (ImageFormat format : ImageFormat.values()) {
            for (String text : new String[] {"", "x", "not a picture at all, but long enough"}) {
                assertThatThrownBy(() -> clean(format, text.getBytes(StandardCharsets.UTF_8)))
                        .isInstanceOf(MalformedImageException.class);
            }
        }
    }

    @Test
    void damagedPicturesAreCopiedOrRefusedAndNothingElseHappens() throws Exception {
        Random random = new Random(7);
        byte[][] images = {Pictures.jpeg(64, 48, 6), Pictures.png(64, 48, 6), Pictures.webp(6)};
        ImageFormat[] formats = {ImageFormat.JPEG, ImageFormat.PNG, ImageFormat.WEBP};
        for (int round = 0; round < 1_000; round++) {
            int which = round % images.length;
            byte[] image = images[which].clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                image[random.nextInt(image.length)] = (byte) random.nextInt(256);
            }
            image = Arrays.copyOf(image, random.nextInt(image.length) + 1);
            try {
                assertThat(clean(formats[which], image).bytes().length)
                        .isLessThanOrEqualTo(image.length + 100);
            } catch (MalformedImageException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void aThumbnailIsSmallAndUpright() throws Exception {
        try (Thumbnailer thumbnailer = new Thumbnailer()) {
            for (String format : new String[] {"jpg", "png"}) {
                byte[] image =
                        format.equals("jpg")
                                ? Pictures.jpeg(1_600, 800, 6)
                                : Pictures.png(1_600, 800, 6);
                ImageFormat type = format.equals("jpg") ? ImageFormat.JPEG : ImageFormat.PNG;
                Path cleaned = file(clean(type, image).bytes());

                byte[] small =
                        thumbnailer
                                .thumbnail(cleaned, new ImageInfo(type, 1_600, 800, 6))
                                .orElseThrow();

                BufferedImage shown = Pictures.decode(small);
                assertThat(shown.getWidth()).isEqualTo(320);
                assertThat(shown.getHeight()).isEqualTo(640);
                // Orientation 6: the stored upper left corner is shown at the upper right.
                assertThat(Pictures.isRed(shown, 0.75, 0.25)).isTrue();
                assertThat(Pictures.isRed(shown, 0.25, 0.25)).isFalse();
                assertThat(Pictures.isRed(shown, 0.75, 0.75)).isFalse();
            }
        }
    }

    @Test
    void smallHugeAndBrokenPicturesHaveNoThumbnail() throws Exception {
        try (Thumbnailer thumbnailer = new Thumbnailer()) {
            Path small = file(Pictures.plain("png", 640, 640));
            assertThat(thumbnailer.thumbnail(small, new ImageInfo(ImageFormat.PNG, 640, 640, 1)))
                    .isEqualTo(Optional.empty());
            Path bomb = file(Pictures.bomb(60_000, 60_000));
            assertThat(
                            thumbnailer.thumbnail(
                                    bomb, new ImageInfo(ImageFormat.PNG, 60_000, 60_000, 1)))
                    .isEqualTo(Optional.empty());
            assertThat(thumbnailer.thumbnail(bomb, new ImageInfo(ImageFormat.PNG, 900, 900, 1)))
                    .isEqualTo(Optional.empty());
            Path broken = file(Pictures.bomb(900, 900));
            assertThat(thumbnailer.thumbnail(broken, new ImageInfo(ImageFormat.PNG, 900, 900, 1)))
                    .isEqualTo(Optional.empty());
        }
    }
}
