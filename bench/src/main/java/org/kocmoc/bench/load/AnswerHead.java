package org.kocmoc.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Reads of an HTTP/1.1 answer what a load generator needs: its status and where it ends.
public final class AnswerHead {
    private static final String LENGTH = "\r\ncontent-length:";
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private AnswerHead() {}

    /// How many bytes the head has; 0 while it is incomplete.
    ///
    /// @throws IOException if the status is another one
    public static int wholeHead(ByteBuffer answer, int status) throws IOException {
        int end = endOfHead(answer);
        if (end > 0) {
            text(answer, end, status);
        }
        return end;
    }

    /// How many bytes head and body have; 0 while the head is incomplete.
    ///
    /// @throws IOException if the status is another one, or the body's length is not declared
    public static int wholeLength(ByteBuffer answer, int status) throws IOException {
        int end = endOfHead(answer);
        if (end == 0) {
            return 0;
        }
        String head = text(answer, end, status);
        int at = head.indexOf(LENGTH);
        if (at < 0) {
            throw new IOException("an answer without declared length");
        }
        int from = at + LENGTH.length();
        return end + Integer.parseInt(head, from + 1, head.indexOf('\r', from), 10);
    }

    private static String text(ByteBuffer answer, int end, int status) throws IOException {
        String head =
                new String(answer.array(), 0, end, StandardCharsets.ISO_8859_1)
                        .toLowerCase(Locale.ROOT);
        if (!head.startsWith("http/1.1 " + status)) {
            throw new IOException(
                    "not a "
                            + status
                            + ": "
                            + new String(
                                    answer.array(), 0, answer.position(), StandardCharsets.UTF_8));
        }
        return head;
    }

    private static int endOfHead(ByteBuffer answer) {
        byte[] bytes = answer.array();
        for (int i = 0; i + END.length <= answer.position(); i++) {
            if (bytes[i] == '\r'
                    && bytes[i + 1] == END[1]
                    && bytes[i + 2] == END[2]
                    && bytes[i + 3] == END[3]) {
                return i + END.length;
            }
        }
        return 0;
    }
}
