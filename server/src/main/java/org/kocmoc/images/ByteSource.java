package org.kocmoc.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Reads the fields of binary formats. One thread.
final class ByteSource {
    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;

    ByteSource(InputStream in) {
        this.in = in;
    }

    /// The next byte, or -1 at the end.
    int next() throws IOException {
        if (at == end) {
            end = in.read(buffer);
            at = 0;
            if (end <= 0) {
                end = 0;
                return -1;
            }
        }
        return buffer[at++] & 0xff;
    }

    int u8() throws IOException, MalformedImageException {
        int b = next();
        if (b < 0) {
            throw new MalformedImageException("ends too early");
        }
        return b;
    }

    int u16() throws IOException, MalformedImageException {
        return u8() << 8 | u8();
    }

    int u16LittleEndian() throws IOException, MalformedImageException {
        return u8() | u8() << 8;
    }

    long u32() throws IOException, MalformedImageException {
        return (long) u16() << 16 | u16();
    }

    long u32LittleEndian() throws IOException, MalformedImageException {
        return u16LittleEndian() | (long) u16LittleEndian() << 16;
    }

    byte[] bytes(int count) throws IOException, MalformedImageException {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) u8();
        }
        return bytes;
    }

    void skip(long count) throws IOException, MalformedImageException {
        copy(count, OutputStream.nullOutputStream());
    }

    void copy(long count, OutputStream out) throws IOException, MalformedImageException {
        long left = count;
        while (left > 0) {
            if (at == end) {
                out.write(u8());
                left--;
                continue;
            }
            int part = (int) Math.min(left, end - at);
            out.write(buffer, at, part);
            at += part;
            left -= part;
        }
    }

    /// Fails unless exactly these bytes follow.
    void expect(byte[] wanted) throws IOException, MalformedImageException {
        for (byte b : wanted) {
            if (u8() != (b & 0xff)) {
                throw new MalformedImageException("wrong signature");
            }
        }
    }
}
