package org.kocmoc.stickers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kocmoc.files.Attachments;

/// The pack that comes with the server: drawings of our own, inside the jar. Immutable; any thread.
final class BuiltIn {
    private static final int SIDE = 384;
    private static final String FOLDER = "/stickers/";
    private static final String TYPE = ".webp";

    private static final Map<String, String> EMOJIS = new LinkedHashMap<>();

    static {
        EMOJIS.put("hello", "👋");
        EMOJIS.put("happy", "😄");
        EMOJIS.put("laugh", "😂");
        EMOJIS.put("love", "😍");
        EMOJIS.put("wink", "😉");
        EMOJIS.put("cool", "😎");
        EMOJIS.put("wow", "😮");
        EMOJIS.put("sad", "😢");
        EMOJIS.put("angry", "😡");
        EMOJIS.put("sleep", "😴");
        EMOJIS.put("yes", "👍");
        EMOJIS.put("rocket", "🚀");
        EMOJIS.put("star", "⭐");
        EMOJIS.put("comet", "☄️");
        EMOJIS.put("moon", "🌙");
    }

    private BuiltIn() {}

    static Pack pack() {
        return new Pack(
                0,
                "Kocmoc",
                true,
                EMOJIS.entrySet().stream()
                        .map(
                                one ->
                                        new Pack.Sticker(
                                                0,
                                                Attachments.BUILT_IN_STICKERS + one.getKey() + TYPE,
                                                one.getValue(),
                                                SIDE,
                                                SIDE))
                        .toList());
    }

    /// The picture of a file name.
    static Optional<byte[]> picture(String file) {
        String name = file.endsWith(TYPE) ? file.substring(0, file.length() - TYPE.length()) : "";
        if (!EMOJIS.containsKey(name)) {
            return Optional.empty();
        }
        try (InputStream in = BuiltIn.class.getResourceAsStream(FOLDER + name + TYPE)) {
            if (in == null) {
                throw new IllegalStateException("no picture of sticker " + name);
            }
            return Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
