package org.kocmoc.client.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;

/// What a message says, as it is encrypted once for everybody.
///
/// @param sentMs by the sender's clock
/// @param text the text; of a reaction its character, empty to take it back
/// @param reply the message that is answered
/// @param target what an edit or a reaction is about; only those have one
/// @param sticker address of a sticker
/// @param forwardedFrom whose words are repeated
public record Content(
        Kind kind,
        long sentMs,
        String text,
        @Nullable MessageRef reply,
        @Nullable MessageRef target,
        List<EncryptedFile> files,
        @Nullable String sticker,
        @Nullable String forwardedFrom) {
    /// What it is.
    public enum Kind {
        /// A message of its own.
        MESSAGE(1),
        /// A new text for an earlier one.
        EDIT(2),
        /// A reaction to one.
        REACTION(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        private static Kind of(int number) {
            for (Kind one : values()) {
                if (one.number == number) {
                    return one;
                }
            }
            throw new RatchetException(Reason.UNSUPPORTED_VERSION, "an unknown kind of content");
        }
    }

    private static final int MAX_TEXT = 65_535;
    private static final int REF = 28;

    /// Copies the files.
    public Content {
        files = List.copyOf(files);
    }

    /// A text.
    public static Content text(String text) {
        return new Content(Kind.MESSAGE, 0, text, null, null, List.of(), null, null);
    }

    /// Files with a text, which may be empty.
    public static Content files(String text, List<EncryptedFile> files) {
        return new Content(Kind.MESSAGE, 0, text, null, null, files, null, null);
    }

    /// A new text for an own message.
    public static Content edit(MessageRef target, String text) {
        return new Content(Kind.EDIT, 0, text, null, target, List.of(), null, null);
    }

    /// A reaction; the empty one takes it back.
    public static Content reaction(MessageRef target, String reaction) {
        return new Content(Kind.REACTION, 0, reaction, null, target, List.of(), null, null);
    }

    /// The same as an answer to another message.
    public Content replyingTo(MessageRef other) {
        return new Content(kind, sentMs, text, other, target, files, sticker, forwardedFrom);
    }

    Content at(long ms) {
        return new Content(kind, ms, text, reply, target, files, sticker, forwardedFrom);
    }

    /// Which class its envelopes have.
    EnvelopeClass envelopeClass() {
        return kind == Kind.MESSAGE ? EnvelopeClass.CONTENT : EnvelopeClass.UPDATE;
    }

    byte[] encode() {
        ProtoWriter out =
                new ProtoWriter()
                        .number(1, kind.number)
                        .number(2, sentMs)
                        .bytes(3, text.getBytes(UTF_8));
        Optional.ofNullable(reply).ifPresent(ref -> out.bytes(4, ref.encode()));
        Optional.ofNullable(target).ifPresent(ref -> out.bytes(5, ref.encode()));
        files.forEach(file -> out.bytes(6, file.encode()));
        Optional.ofNullable(sticker).ifPresent(url -> out.bytes(7, url.getBytes(UTF_8)));
        Optional.ofNullable(forwardedFrom).ifPresent(name -> out.bytes(8, name.getBytes(UTF_8)));
        return out.done();
    }

    static Content parse(byte[] bytes) {
        ProtoReader in = new ProtoReader(bytes);
        Kind kind = Kind.of(in.u32(1));
        long sentMs = in.u64(2);
        String text = Encodings.of(in.bytes(3, 0, MAX_TEXT));
        MessageRef reply = in.next(4) ? MessageRef.parse(in.bytes(4, REF)) : null;
        MessageRef target = in.next(5) ? MessageRef.parse(in.bytes(5, REF)) : null;
        List<EncryptedFile> files = new ArrayList<>();
        while (in.next(6)) {
            files.add(EncryptedFile.parse(in.bytes(6, 1, MAX_TEXT)));
        }
        String sticker = in.next(7) ? Encodings.of(in.bytes(7, 0, MAX_TEXT)) : null;
        String forwarded = in.next(8) ? Encodings.of(in.bytes(8, 0, MAX_TEXT)) : null;
        in.end();
        if ((kind == Kind.MESSAGE) != (target == null)) {
            throw new RatchetException(Reason.MALFORMED, "a message has no target, others have");
        }
        return new Content(kind, sentMs, text, reply, target, files, sticker, forwarded);
    }

    @Override
    public String toString() {
        return "Content[" + kind + "]";
    }
}
