package org.kocmoc.images;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;

/// Copies the chunks of a PNG that are needed to draw it, animations included. One picture, one
/// thread.
final class PngCleaner {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int HEADER_BYTES = 13;
    private static final int MAX_EXIF_BYTES = 1 << 20;

    private static final Set<String> KEPT =
            Set.of(
                    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT",
                    "bKGD", "pHYs", "cICP", "mDCV", "cLLI", "acTL", "fcTL", "fdAT");

    private final ByteSource in;
    private final OutputStream out;

    PngCleaner(ByteSource in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    ImageInfo clean() throws IOException, MalformedImageException {
        in.expect(SIGNATURE);
        out.write(SIGNATURE);
        ByteBuffer header = header();
        int orientation = Exif.UPRIGHT;
        String type = "IHDR";
        while (!type.equals("IEND")) {
            long length = in.u32();
            if (length > Integer.MAX_VALUE) {
                throw new MalformedImageException("chunk too long");
            }
            byte[] name = in.bytes(4);
            type = new String(name, StandardCharsets.ISO_8859_1);
            if (KEPT.contains(type)) {
                out.write(ByteBuffer.allocate(4).putInt((int) length).array());
                out.write(name);
                in.copy(length + 4, out);
            } else if (type.equals("eXIf") && length <= MAX_EXIF_BYTES) {
                orientation = exif(in.bytes((int) length));
                in.skip(4);
            } else {
                in.skip(length + 4);
            }
        }
        return new ImageInfo(ImageFormat.PNG, header.getInt(0), header.getInt(4), orientation);
    }

    private ByteBuffer header() throws IOException, MalformedImageException {
        byte[] chunk = in.bytes(4 + 4 + HEADER_BYTES + 4);
        ByteBuffer fields = ByteBuffer.wrap(chunk);
        String type = new String(chunk, 4, 4, StandardCharsets.ISO_8859_1);
        ByteBuffer content = fields.slice(8, HEADER_BYTES);
        if (fields.getInt(0) != HEADER_BYTES
                || !type.equals("IHDR")
                || content.getInt(0) <= 0
                || content.getInt(4) <= 0) {
            throw new MalformedImageException("no header");
        }
        out.write(chunk);
        return content;
    }

    private int exif(byte[] block) throws IOException {
        int orientation = Exif.orientation(block);
        if (orientation != Exif.UPRIGHT) {
            byte[] own = Exif.only(orientation);
            byte[] named =
                    ByteBuffer.allocate(4 + own.length)
                            .put(new byte[] {'e', 'X', 'I', 'f'})
                            .put(own)
                            .array();
            CRC32 sum = new CRC32();
            sum.update(named);
            out.write(ByteBuffer.allocate(4).putInt(own.length).array());
            out.write(named);
            out.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
        }
        return orientation;
    }
}
