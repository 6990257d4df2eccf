package org.kocmoc.images;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Copies the segments of a JPEG that are needed to draw it. One picture, one thread.
///
/// Kept: frames, scans, tables, JFIF without its thumbnail, colour profiles, Adobe's colour
/// transform. Dropped: EXIF, XMP, IPTC, comments, other pictures behind the first one.
final class JpegCleaner {
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    private static final int APP14 = 0xee;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int END_OF_FILE = -1;

    private static final byte[] JFIF = {'J', 'F', 'I', 'F', 0};
    private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);

    /// JFIF's identifier, version, unit and densities, followed by the sides of its thumbnail.
    private static final int JFIF_FIELDS = 12;

    private final ByteSource in;
    private final OutputStream out;
    private int width;
    private int height;
    private int orientation;

    JpegCleaner(ByteSource in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    ImageInfo clean() throws IOException, MalformedImageException {
        in.expect(new byte[] {(byte) 0xff, (byte) 0xd8});
        marker(0xd8);
        int marker = nextMarker();
        while (marker != EOI && marker != END_OF_FILE) {
            marker = segment(marker);
        }
        if (width == 0 || height == 0) {
            throw new MalformedImageException("no frame");
        }
        marker(EOI);
        return new ImageInfo(
                ImageFormat.JPEG, width, height, orientation == 0 ? Exif.UPRIGHT : orientation);
    }

    /// Handles a segment and returns the marker after it.
    private int segment(int marker) throws IOException, MalformedImageException {
        if (isAlone(marker)) {
            return nextMarker();
        }
        int length = in.u16() - 2;
        if (length < 0) {
            throw new MalformedImageException("segment of negative length");
        }
        byte[] content = in.bytes(length);
        if (isFrame(marker)) {
            frame(content);
        }
        if (marker >= 0xc0 && marker <= 0xdf) {
            segment(marker, content);
        } else {
            application(marker, content);
        }
        return marker == SOS ? scan() : nextMarker();
    }

    private void application(int marker, byte[] content) throws IOException {
        if (marker == APP0 && Exif.startsWith(content, JFIF) && content.length >= JFIF_FIELDS) {
            segment(marker, Arrays.copyOf(Arrays.copyOf(content, JFIF_FIELDS), JFIF_FIELDS + 2));
        } else if ((marker == APP2 && Exif.startsWith(content, PROFILE))
                || (marker == APP14 && Exif.startsWith(content, ADOBE))) {
            segment(marker, content);
        } else if (marker == APP1 && Exif.startsWith(content, Exif.PREFIX) && orientation == 0) {
            orientation = Exif.orientation(content);
            if (orientation != Exif.UPRIGHT) {
                marker(APP1);
                byte[] block = Exif.only(orientation);
                length(Exif.PREFIX.length + block.length);
                out.write(Exif.PREFIX);
                out.write(block);
            }
        }
    }

    private void frame(byte[] content) throws MalformedImageException {
        if (content.length < 6) {
            throw new MalformedImageException("short frame header");
        }
        height = (content[1] & 0xff) << 8 | (content[2] & 0xff);
        width = (content[3] & 0xff) << 8 | (content[4] & 0xff);
    }

    /// Copies compressed data up to the next marker that is no part of it, and returns that.
    private int scan() throws IOException {
        while (true) {
            int b = in.next();
            if (b != 0xff) {
                if (b < 0) {
                    return END_OF_FILE;
                }
                out.write(b);
                continue;
            }
            int marker = in.next();
            while (marker == 0xff) {
                marker = in.next();
            }
            if (marker == 0 || (marker >= 0xd0 && marker <= 0xd7)) {
                marker(marker);
            } else {
                return marker;
            }
        }
    }

    private int nextMarker() throws IOException, MalformedImageException {
        int b = in.next();
        if (b < 0) {
            return END_OF_FILE;
        }
        if (b != 0xff) {
            throw new MalformedImageException("no marker where one must be");
        }
        while (b == 0xff) {
            b = in.u8();
        }
        return b;
    }

    private void segment(int marker, byte[] content) throws IOException {
        marker(marker);
        length(content.length);
        out.write(content);
    }

    private void marker(int marker) throws IOException {
        out.write(0xff);
        out.write(marker);
    }

    private void length(int content) throws IOException {
        out.write((content + 2) >> 8);
        out.write(content + 2);
    }

    private static boolean isAlone(int marker) {
        return marker <= 1 || (marker >= 0xd0 && marker <= 0xd8);
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0
                && marker <= 0xcf
                && marker != 0xc4
                && marker != 0xc8
                && marker != 0xcc;
    }
}
