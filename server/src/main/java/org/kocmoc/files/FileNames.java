package org.kocmoc.files;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.kocmoc.limits.Size;

/// What files are called by people. Stateless; any thread.
final class FileNames {
    private static final String NAMELESS = "file";

    private FileNames() {}

    /// A name that is safe to store and to show: no control letters, no letters that turn the
    /// direction of writing (`gpj.exe` shown as `exe.jpg`), composed letters, not too long.
    static String clean(String name) {
        StringBuilder clean = new StringBuilder();
        Normalizer.normalize(name, Normalizer.Form.NFC)
                .codePoints()
                .filter(FileNames::isHarmless)
                .limit(Size.FILE_NAME_CHARS.value())
                .forEach(clean::appendCodePoint);
        String text = clean.toString().strip();
        return text.isEmpty() || text.equals(".") || text.equals("..") ? NAMELESS : text;
    }

    private static boolean isHarmless(int codePoint) {
        int type = Character.getType(codePoint);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && codePoint != '/'
                && codePoint != '\\';
    }

    /// The value of `Content-Disposition`: an ASCII guess for old programs, the true name for
    /// others.
    static String disposition(boolean inline, String name) {
        String ascii = name.replaceAll("[^A-Za-z0-9._ -]", "_");
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return (inline ? "inline" : "attachment")
                + "; filename=\""
                + ascii
                + "\"; filename*=UTF-8''"
                + encoded.replace("*", "%2A");
    }
}
