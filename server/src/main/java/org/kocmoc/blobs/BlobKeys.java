package org.kocmoc.blobs;

import java.util.regex.Pattern;

/// What a key of a blob looks like; anything else never reaches a store.
final class BlobKeys {
    private static final Pattern KEY = Pattern.compile("(blobs|thumbs)/[0-9a-f]{2}/[0-9a-f]{8,64}");

    private BlobKeys() {}

    static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }

    /// Returns a key.
    ///
    /// @throws IllegalArgumentException if it is none
    static String check(String key) {
        if (!isKey(key)) {
            throw new IllegalArgumentException("not a key: " + key);
        }
        return key;
    }
}
