package org.kocmoc;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.kocmoc.db.DatabaseSettings;

/// The address of a legacy database, as an option or from the environment.
final class LegacyAddress {
    private static final int POSTGRES_PORT = 5432;

    private LegacyAddress() {}

    static DatabaseSettings of(@Nullable String given) {
        String url = given == null ? System.getenv("LEGACY_DATABASE_URL") : given;
        if (url == null || url.isBlank()) {
            throw new StartException(
                    "Which database? Give its URL, or LEGACY_DATABASE_URL, which other users of this machine cannot see.");
        }
        try {
            URI uri = URI.create(url);
            String[] account = uri.getRawUserInfo().split(":", 2);
            return new DatabaseSettings(
                    uri.getHost(),
                    uri.getPort() < 0 ? POSTGRES_PORT : uri.getPort(),
                    decode(uri.getRawPath().substring(1)),
                    decode(account[0]),
                    account.length > 1 ? decode(account[1]) : "",
                    "true".equals(System.getenv("PG_SSL")),
                    1);
        } catch (RuntimeException e) {
            throw new StartException(
                    "Not an address of a database: postgresql://user:password@host:port/database",
                    e);
        }
    }

    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
