package org.kocmoc.client.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.OptionalInt;
import org.kocmoc.ratchet.Attachment;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;

/// A file as a message names it: where it lies, encrypted, and what opens it.
///
/// @param url address at the server, which knows neither name nor type
/// @param seconds of a recording
public record EncryptedFile(
        String url, Attachment.Key key, String name, String type, OptionalInt seconds) {
    private static final int MAX_TEXT = 4_096;
    private static final int BLOCK = 32;
    private static final int UUID = 16;

    byte[] encode() {
        ProtoWriter out =
                new ProtoWriter()
                        .bytes(1, url.getBytes(UTF_8))
                        .bytes(2, key.uuid())
                        .bytes(3, key.key())
                        .number(4, key.size())
                        .bytes(5, key.sha256())
                        .bytes(6, name.getBytes(UTF_8))
                        .bytes(7, type.getBytes(UTF_8));
        seconds.ifPresent(value -> out.number(8, value));
        return out.done();
    }

    static EncryptedFile parse(byte[] bytes) {
        ProtoReader in = new ProtoReader(bytes);
        String url = Encodings.of(in.bytes(1, 1, MAX_TEXT));
        var uuid = in.value(2, UUID);
        byte[] key = in.bytes(3, BLOCK);
        long size = in.u64(4);
        var hash = in.value(5, BLOCK);
        String name = Encodings.of(in.bytes(6, 0, MAX_TEXT));
        String type = Encodings.of(in.bytes(7, 0, MAX_TEXT));
        OptionalInt seconds = in.next(8) ? OptionalInt.of(in.u32(8)) : OptionalInt.empty();
        in.end();
        return new EncryptedFile(
                url, new Attachment.Key(uuid, key, size, hash), name, type, seconds);
    }

    @Override
    public String toString() {
        return "EncryptedFile[***]";
    }
}
