package org.kocmoc.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;

/// Splits a raw path at its slashes and decodes each piece on its own, so that an encoded slash or
/// dot never becomes structure. Stateless; any thread.
final class PathPieces {
    private PathPieces() {}

    /// The pieces of a path; one trailing slash is ignored.
    static List<String> split(String path) {
        List<String> pieces = new ArrayList<>();
        int from = 1;
        while (from < path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            pieces.add(path.substring(from, to));
            from = to + 1;
        }
        return pieces;
    }

    /// The decoded pieces of a path as it came in the request line.
    ///
    /// @throws ApiException if a percent sign is not followed by two digits or the bytes are not
    ///   UTF-8
    static List<String> decode(String rawPath) {
        List<String> pieces = split(rawPath);
        pieces.replaceAll(piece -> decodePiece(piece, false));
        return pieces;
    }

    /// Decodes percent signs, and `+` as a space where the text is part of a query.
    static String decodePiece(String raw, boolean plusIsSpace) {
        if (raw.indexOf('%') < 0 && !(plusIsSpace && raw.indexOf('+') >= 0)) {
            return raw;
        }
        byte[] in = raw.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                if (i + 2 >= in.length) {
                    throw new ApiException(CommonError.MALFORMED_PATH);
                }
                out.put((byte) (digit(in[i + 1]) << 4 | digit(in[i + 2])));
                i += 2;
            } else {
                out.put(plusIsSpace && in[i] == '+' ? (byte) ' ' : in[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new ApiException(CommonError.MALFORMED_PATH);
        }
    }

    private static int digit(byte c) {
        int digit = Character.digit(c, 16);
        if (digit < 0) {
            throw new ApiException(CommonError.MALFORMED_PATH);
        }
        return digit;
    }
}
