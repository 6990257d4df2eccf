package org.kocmoc.testkit;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/// Pictures for tests, with the metadata that cameras write. The upper left quarter is red, the
/// rest blue.
public final class Pictures {
    /// Stands in the metadata of every picture made here.
    public static final String SECRET = "GPS 55.7558 N 37.6173 E";

    private static final byte[] WEBP_4X4 =
            Base64.getDecoder()
                    .decode(
                            "UklGRkoAAABXRUJQVlA4WAoAAAAAAAAAAwAAAwAAVlA4ICgAAACQAQCdASoEAAQAAsDAJaACdLoAA5gA"
                                    + "/ujXHrz1McX/5mj9JvpN3MAA");

    private Pictures() {}

    /// A plain picture of `jpg` or `png`.
    public static byte[] plain(String format, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.BLUE);
        pen.fillRect(0, 0, width, height);
        pen.setColor(Color.RED);
        pen.fillRect(0, 0, width / 2, height / 2);
        pen.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// A JPEG with EXIF, XMP, a comment, and something behind its end.
    public static byte[] jpeg(int width, int height, int orientation) {
        byte[] plain = plain("jpg", width, height);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(plain, 0, 2);
        segment(out, 0xe1, concat(text("Exif\0\0"), exif(orientation)));
        segment(out, 0xe1, text("http://ns.adobe.com/xap/1.0/\0" + SECRET));
        segment(out, 0xed, text("Photoshop 3.0\0" + SECRET));
        segment(out, 0xfe, text(SECRET));
        out.write(plain, 2, plain.length - 2);
        out.writeBytes(text(SECRET));
        return out.toByteArray();
    }

    private static void segment(ByteArrayOutputStream out, int marker, byte[] content) {
        out.write(0xff);
        out.write(marker);
        out.write((content.length + 2) >> 8);
        out.write(content.length + 2);
        out.writeBytes(content);
    }

    /// A PNG with a text chunk, EXIF and a time.
    public static byte[] png(int width, int height, int orientation) {
        byte[] plain = plain("png", width, height);
        int afterHeader = 8 + 25;
        return concat(
                Arrays.copyOf(plain, afterHeader),
                chunk("tEXt", text("Comment\0" + SECRET)),
                chunk("eXIf", exif(orientation)),
                chunk("tIME", new byte[7]),
                Arrays.copyOfRange(plain, afterHeader, plain.length),
                text(SECRET));
    }

    /// A chunk of a PNG with its length and sum.
    public static byte[] chunk(String type, byte[] content) {
        byte[] named = concat(text(type), content);
        CRC32 sum = new CRC32();
        sum.update(named);
        return ByteBuffer.allocate(named.length + 8)
                .putInt(content.length)
                .put(named)
                .putInt((int) sum.getValue())
                .array();
    }

    /// A PNG of a few bytes that claims to be huge.
    public static byte[] bomb(int width, int height) {
        byte[] header =
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array();
        return concat(
                new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'},
                chunk("IHDR", header),
                chunk("IDAT", new byte[100]),
                chunk("IEND", new byte[0]));
    }

    /// A WebP of 4 × 4 pixels with EXIF and XMP.
    public static byte[] webp(int orientation) {
        byte[] all =
                concat(
                        WEBP_4X4,
                        riffChunk("EXIF", exif(orientation)),
                        riffChunk("XMP ", text(SECRET)));
        all[20] |= 0x0c;
        ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).putInt(4, all.length - 8);
        return all;
    }

    private static byte[] riffChunk(String type, byte[] content) {
        byte[] even = Arrays.copyOf(content, content.length + (content.length & 1));
        return ByteBuffer.allocate(8 + even.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(text(type))
                .putInt(content.length)
                .put(even)
                .array();
    }

    /// Little-endian EXIF with an author before the orientation.
    private static byte[] exif(int orientation) {
        byte[] author = text(SECRET + "\0");
        return ByteBuffer.allocate(8 + 2 + 24 + 4 + author.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'I', 'I', 42, 0})
                .putInt(8)
                .putShort((short) 2)
                .putShort((short) 0x010f)
                .putShort((short) 2)
                .putInt(author.length)
                .putInt(38)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putInt(orientation)
                .putInt(0)
                .put(author)
                .array();
    }

    /// The decoded picture.
    public static BufferedImage decode(byte[] image) {
        try {
            return ImageIO.read(new ByteArrayInputStream(image));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the pixel at these shares of width and height is rather red than blue.
    public static boolean isRed(BufferedImage image, double x, double y) {
        Color color =
                new Color(
                        image.getRGB((int) (image.getWidth() * x), (int) (image.getHeight() * y)));
        return color.getRed() > color.getBlue();
    }

    /// The parts in a row.
    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
