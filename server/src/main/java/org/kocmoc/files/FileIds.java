package org.kocmoc.files;

import java.util.Optional;
import java.util.regex.Pattern;
import org.kocmoc.base.Bytes;

/// Names of files in addresses and in the blob store. Stateless; any thread.
final class FileIds {
    static final String URL_PREFIX = "/api/files/";

    private static final int RANDOM_BYTES = 16;

    /// Hexadecimal, so that names that differ only in case never meet on a disk that ignores it.
    private static final Pattern OWN = Pattern.compile("[0-9a-f]{32}");

    /// Milliseconds, a random number below 10^9 and the extension of the sent name.
    private static final Pattern LEGACY =
            Pattern.compile("[0-9]{1,16}-[0-9]{1,10}(\\.[^./\\\\\\p{Cntrl}]{1,32})?");

    private FileIds() {}

    static String random() {
        return Bytes.hex(Bytes.random(RANDOM_BYTES));
    }

    static boolean isOwn(String id) {
        return OWN.matcher(id).matches();
    }

    static boolean isLegacy(String id) {
        return LEGACY.matcher(id).matches();
    }

    /// The id in an address of this server.
    static Optional<String> inUrl(String url) {
        return url.startsWith(URL_PREFIX)
                ? Optional.of(url.substring(URL_PREFIX.length()))
                : Optional.empty();
    }

    static String key(String id) {
        return "blobs/" + id.substring(0, 2) + "/" + id;
    }

    static String thumbnailKey(String id) {
        return "thumbs/" + id.substring(0, 2) + "/" + id;
    }

    /// The id in a key of the blob store.
    static String inKey(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }
}
