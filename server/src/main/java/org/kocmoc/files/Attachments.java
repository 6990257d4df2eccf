package org.kocmoc.files;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Size;

/// Checks the addresses that people put into messages and stories. Any thread; blocks, and takes a
/// connection of its own, so it is called outside of transactions.
public final class Attachments {
    /// Where the pictures of the built-in stickers are.
    public static final String BUILT_IN_STICKERS = "/api/stickers/builtin/";

    private static final Pattern BUILT_IN_STICKER =
            Pattern.compile(Pattern.quote(BUILT_IN_STICKERS) + "[a-z]{1,20}\\.webp");

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final Database database;
    private final InstantSource clock;

    Attachments(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// The file that an address of this server names, kept from the sweep for long enough to be
    /// referred to; empty for an address elsewhere in the web.
    ///
    /// Whoever knows a random id may pass the file on. An id that can be guessed proves nothing, so
    /// only its owner may.
    ///
    /// @throws ApiException 400 if the file is not there or may not be passed on, or the address is
    ///   neither of this server nor `http(s)`
    public Optional<String> require(UserId sender, String url) {
        Optional<String> id = FileIds.inUrl(url);
        if (id.isPresent()) {
            if (!isUsable(sender, id.get())) {
                throw new ApiException(FileError.FILE_URL_UNKNOWN);
            }
            return id;
        }
        if (BUILT_IN_STICKER.matcher(url).matches()) {
            return Optional.empty();
        }
        if (url.length() > Size.URL_CHARS.value() || !isOfTheWeb(url)) {
            throw new ApiException(FileError.FILE_URL_NOT_ALLOWED);
        }
        return Optional.empty();
    }

    /// As [#require], with what is known of the file.
    public Optional<StoredFile> find(UserId sender, String url) {
        return require(sender, url)
                .flatMap(id -> database.read(handle -> FileStore.find(handle, id)));
    }

    private boolean isUsable(UserId sender, String id) {
        if (FileIds.isOwn(id)) {
            return database.write(handle -> FileStore.touch(handle, id, clock.instant()));
        }
        return FileIds.isLegacy(id)
                && database.read(handle -> FileStore.find(handle, id))
                        .flatMap(StoredFile::owner)
                        .filter(sender::equals)
                        .isPresent();
    }

    private static boolean isOfTheWeb(String url) {
        try {
            URI uri = new URI(url);
            return uri.getScheme() != null
                    && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                    && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
