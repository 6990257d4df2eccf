package org.kocmoc.config;

import java.net.URI;
import java.util.Set;

/// What addresses in the configuration must look like. Each is returned, or refused by an
/// `IllegalArgumentException`, whose text is not to be shown: it may hold a password. Stateless.
final class Addresses {
    private Addresses() {}

    static URI web(String text) {
        URI uri = URI.create(text);
        if (uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme())) {
            throw new IllegalArgumentException();
        }
        return uri;
    }

    static URI smtp(String text) {
        URI uri = URI.create(text);
        if (uri.getHost() == null || !Set.of("smtp", "smtps").contains(uri.getScheme())) {
            throw new IllegalArgumentException();
        }
        return uri;
    }

    static URI bucket(String text) {
        URI uri = web(text);
        if (uri.getUserInfo() == null
                || !uri.getUserInfo().contains(":")
                || !uri.getPath().matches("/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException();
        }
        return uri;
    }
}
