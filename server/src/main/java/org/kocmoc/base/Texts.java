package org.kocmoc.base;

import java.text.Normalizer;
import java.util.Locale;

/// Rules for text that comes from outside. Stateless; any thread.
public final class Texts {
    private Texts() {}

    /// Whether PostgreSQL and UTF-8 can hold the text: no NUL, no half of a surrogate pair.
    public static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /// The text without regard to case and to the dots of ё, for comparing.
    public static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT)
                .replace('ё', 'е');
    }

    /// The text as a literal inside a SQL `LIKE` pattern with the default escape character.
    public static String likeLiteral(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
