package org.kocmoc.blobs;

import java.util.regex.Pattern;

/// What a key of a blob looks like; anything else never reaches a store.
final class BlobKeys {
    /// Holds the mark of the installation whose store this is; no blob, so never listed. Beside the
    /// blobs, so that an account of a bucket that may write those may write it too.
    static final String MARK = "blobs/installation";

    private static final Pattern KEY = Pattern.compile("(blobs|thumbs)/[0-9a-f]{2}/[0-9a-f]{8,64}");

    private BlobKeys() {}

    static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }

    /// Returns a key, of a blob or of the mark.
    ///
    /// @throws IllegalArgumentException if it is none
    static String check(String key) {
        if (!isKey(key) && !key.equals(MARK)) {
            throw new IllegalArgumentException("not a key: " + key);
        }
        return key;
    }
}
