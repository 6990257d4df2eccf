package org.kocmoc.messages;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.kocmoc.base.Bytes;
import org.kocmoc.chats.ReadMark;

/// A page of messages as JSON, rendered once for all its readers. Immutable; any thread.
final class RenderedPage {
    private static final byte[] BEGIN = Bytes.utf8("{\"messages\":[");
    private static final byte[] END = Bytes.utf8("]}");

    private final List<RenderedMessage> messages;
    private final byte[] digest;
    private final int size;

    RenderedPage(List<RenderedMessage> messages) {
        this.messages = messages;
        this.size = messages.stream().mapToInt(RenderedMessage::size).sum();
        ByteArrayOutputStream all = new ByteArrayOutputStream(size);
        messages.forEach(message -> message.writeTo(all, "", true));
        this.digest = Bytes.sha256(all.toByteArray());
    }

    /// The page for one reader, and a tag that is equal as long as the page is.
    record View(byte[] json, String tag) {}

    View view(long reader, List<ReadMark> marks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(size + 64);
        ByteBuffer differing = ByteBuffer.allocate(digest.length + 2 * messages.size()).put(digest);
        out.writeBytes(BEGIN);
        for (int i = 0; i < messages.size(); i++) {
            RenderedMessage message = messages.get(i);
            String status = MessageViews.status(message.seq(), message.sender(), marks);
            boolean own = message.sender() == reader;
            differing.put((byte) status.charAt(0)).put((byte) (own ? 1 : 0));
            if (i > 0) {
                out.write(',');
            }
            message.writeTo(out, status, own);
        }
        out.writeBytes(END);
        String tag = Bytes.base64Url(Bytes.sha256(differing.array())).substring(0, 22);
        return new View(out.toByteArray(), "W/\"" + tag + "\"");
    }

    /// What it takes of memory, roughly.
    int size() {
        return size;
    }
}
