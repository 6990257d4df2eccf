package org.kocmoc.users;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.Texts;
import org.kocmoc.base.UserId;
import org.kocmoc.wire.Numbers;

/// Which part of the list of people, ordered by name and id.
///
/// @param afterName name of the last person of the page before, or the empty text
/// @param afterId id of that person, or 0
/// @param limit most people on the page
record UserPage(String afterName, long afterId, int limit) {
    static UserPage first(int limit) {
        return new UserPage("", 0, limit);
    }

    /// The page after a cursor; a cursor that this server did not make starts from the beginning.
    static UserPage after(String cursor, int limit) {
        return decode(cursor)
                .flatMap(
                        text -> {
                            int colon = text.indexOf(':');
                            return Numbers.parse(text.substring(0, Math.max(colon, 0)))
                                    .map(id -> new UserPage(text.substring(colon + 1), id, limit));
                        })
                .orElseGet(() -> first(limit));
    }

    static String cursor(UserId id, String name) {
        return Bytes.base64Url(Bytes.utf8(id + ":" + name));
    }

    private static Optional<String> decode(String cursor) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(cursor))
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .filter(Texts::isStorable);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
