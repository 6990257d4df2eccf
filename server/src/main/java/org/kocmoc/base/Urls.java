package org.kocmoc.base;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which addresses people may store in profiles, chats and messages, where other people's clients
/// load and link them: web addresses and files of this server. Stateless; any thread.
public final class Urls {
    private static final Pattern OWN_FILE =
            Pattern.compile("/api/files/[A-Za-z0-9_][A-Za-z0-9._~-]*(\\?[A-Za-z0-9._~=&%-]*)?");

    private Urls() {}

    /// Whether the address names a file of this server.
    public static boolean isOwnFile(String url) {
        return OWN_FILE.matcher(url).matches();
    }

    /// Whether the address is absolute, `http` or `https`, names a host and has no character that
    /// could end an HTML attribute.
    public static boolean isWeb(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme();
            return ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
                    && uri.getHost() != null
                    && url.indexOf('\'') < 0;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /// The address as it may be stored: of an own file or on the web, at most that many UTF-16
    /// units. An apostrophe, which browsers leave as it is, comes back percent-encoded.
    public static Optional<String> storable(String url, int maxLength) {
        String encoded = url.replace("'", "%27");
        return encoded.length() <= maxLength && (isOwnFile(encoded) || isWeb(encoded))
                ? Optional.of(encoded)
                : Optional.empty();
    }
}
