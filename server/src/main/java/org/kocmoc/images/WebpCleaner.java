package org.kocmoc.images;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Copies the chunks of a WebP that are needed to draw it, animations included. One picture, one
/// thread. Reads twice, because the size of what is kept stands at the beginning.
final class WebpCleaner {
    private static final byte[] RIFF = {'R', 'I', 'F', 'F'};
    private static final byte[] WEBP = {'W', 'E', 'B', 'P'};
    private static final Set<String> KEPT =
            Set.of("VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP");
    private static final int HAS_EXIF = 0x08;
    private static final int HAS_XMP = 0x04;
    private static final int MAX_EXIF_BYTES = 1 << 20;

    /// More frames than any animation has; the list of chunks must not grow with a hostile file.
    private static final int MAX_CHUNKS = 50_000;

    private record Chunk(String type, long length) {
        long padded() {
            return length + (length & 1);
        }

        boolean isKept() {
            return KEPT.contains(type);
        }
    }

    private final Path source;
    private final List<Chunk> chunks = new ArrayList<>();
    private int width;
    private int height;
    private int orientation = Exif.UPRIGHT;

    WebpCleaner(Path source) {
        this.source = source;
    }

    ImageInfo clean(OutputStream out) throws IOException, MalformedImageException {
        try (InputStream in = Files.newInputStream(source)) {
            look(new ByteSource(in));
        }
        if (width == 0 || height == 0) {
            throw new MalformedImageException("no frame");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(source))) {
            copy(new ByteSource(in), out);
        }
        return new ImageInfo(ImageFormat.WEBP, width, height, orientation);
    }

    private void look(ByteSource in) throws IOException, MalformedImageException {
        in.expect(RIFF);
        long left = in.u32LittleEndian() - WEBP.length;
        in.expect(WEBP);
        while (left >= 8) {
            Chunk chunk = chunk(in);
            left -= 8 + chunk.padded();
            if (chunks.size() == MAX_CHUNKS) {
                throw new MalformedImageException("too many chunks");
            }
            chunks.add(chunk);
            look(in, chunk);
        }
    }

    private void look(ByteSource in, Chunk chunk) throws IOException, MalformedImageException {
        long rest = chunk.padded();
        if (chunk.type().equals("EXIF") && chunk.length() <= MAX_EXIF_BYTES) {
            orientation = Exif.orientation(in.bytes((int) chunk.length()));
            rest -= chunk.length();
        } else if (width == 0 && chunk.type().startsWith("VP8") && chunk.length() >= 10) {
            dimensions(chunk.type(), in.bytes(10));
            rest -= 10;
        }
        in.skip(rest);
    }

    private void dimensions(String type, byte[] start) {
        ByteBuffer fields = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case "VP8X" -> {
                width = (fields.getInt(3) >>> 8) + 1;
                height = (fields.getInt(6) >>> 8) + 1;
            }
            case "VP8L" -> {
                width = (fields.getInt(1) & 0x3fff) + 1;
                height = (fields.getInt(1) >>> 14 & 0x3fff) + 1;
            }
            default -> {
                width = fields.getShort(6) & 0x3fff;
                height = fields.getShort(8) & 0x3fff;
            }
        }
    }

    private void copy(ByteSource in, OutputStream out) throws IOException, MalformedImageException {
        byte[] exif = Exif.only(orientation);
        boolean extended = chunks.getFirst().type().equals("VP8X");
        boolean turned = extended && orientation != Exif.UPRIGHT;
        long size = (long) WEBP.length + (turned ? 8 + exif.length : 0);
        for (Chunk chunk : chunks) {
            size += chunk.isKept() ? 8 + chunk.padded() : 0;
        }
        in.skip(12);
        out.write(RIFF);
        out.write(littleEndian(size));
        out.write(WEBP);
        for (Chunk ignored : chunks) {
            Chunk chunk = chunk(in);
            if (!chunk.isKept()) {
                in.skip(chunk.padded());
                continue;
            }
            out.write(chunk.type().getBytes(StandardCharsets.ISO_8859_1));
            out.write(littleEndian(chunk.length()));
            long rest = chunk.padded();
            if (chunk.type().equals("VP8X") && rest > 0) {
                int flags = in.u8() & ~(HAS_EXIF | HAS_XMP);
                out.write(turned ? flags | HAS_EXIF : flags);
                rest--;
            }
            in.copy(rest, out);
        }
        if (turned) {
            out.write(new byte[] {'E', 'X', 'I', 'F'});
            out.write(littleEndian(exif.length));
            out.write(exif);
        }
    }

    private static Chunk chunk(ByteSource in) throws IOException, MalformedImageException {
        String type = new String(in.bytes(4), StandardCharsets.ISO_8859_1);
        return new Chunk(type, in.u32LittleEndian());
    }

    private static byte[] littleEndian(long value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).array();
    }
}
