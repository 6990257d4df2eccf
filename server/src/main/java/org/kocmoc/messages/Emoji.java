package org.kocmoc.messages;

import java.util.regex.Pattern;
import org.kocmoc.base.ApiException;

/// Recognises what may be a reaction: exactly one emoji as a person sees it.
final class Emoji {
    /// The longest joined sequences (families, flags of regions) have about 30 UTF-16 units.
    private static final int MAX_UNITS = 40;

    private static final Pattern ONE_GRAPHEME = Pattern.compile("\\X");
    private static final int KEYCAP = 0x20E3;

    private Emoji() {}

    /// The text, if it may be a reaction.
    ///
    /// @throws ApiException `REACTION_INVALID` otherwise
    static String require(String text) {
        if (!isOne(text)) {
            throw new ApiException(MessageError.REACTION_INVALID);
        }
        return text;
    }

    static boolean isOne(String text) {
        if (text.isEmpty() || text.length() > MAX_UNITS || !ONE_GRAPHEME.matcher(text).matches()) {
            return false;
        }
        int first = text.codePointAt(0);
        // Digits count as emoji by themselves; only as keycaps are they meant.
        boolean keycap = text.codePoints().anyMatch(c -> c == KEYCAP);
        return Character.isEmoji(first) && (first > 0x7f || keycap);
    }
}
