package org.kocmoc.auth;

import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.vault.SealBrokenException;
import org.kocmoc.vault.UnknownMasterKeyException;
import org.kocmoc.vault.Vault;
import org.kocmoc.wire.Caller;

/// The cookie by which a browser fetches files whose address alone proves nothing: images and
/// downloads cannot carry a header.
///
/// It holds the session's token, sealed: nobody but [#caller] accepts it, and every rule about
/// tokens holds for it as well. Any thread; blocks for the database.
public final class FileCookies {
    private static final String NAME = "kocmoc_files";
    private static final String CONTEXT = "file-cookie";
    private static final String ATTRIBUTES = "; Path=/api/files; HttpOnly; SameSite=Strict";

    private final Vault vault;
    private final Authenticator authenticator;
    private final Duration life;

    FileCookies(Vault vault, Authenticator authenticator, Duration life) {
        this.vault = vault;
        this.authenticator = authenticator;
        this.life = life;
    }

    /// The answer to a sign-in, with the cookie.
    public Response give(Request request, Response response, String token) {
        String value = Bytes.base64Url(vault.seal(Bytes.utf8(token), CONTEXT));
        return set(request, response, value, life);
    }

    /// The answer to a sign-out, which takes the cookie back.
    Response take(Request request, Response response) {
        return set(request, response, "", Duration.ZERO);
    }

    private static Response set(Request request, Response response, String value, Duration maxAge) {
        return response.with(
                "Set-Cookie",
                NAME
                        + "="
                        + value
                        + "; Max-Age="
                        + maxAge.toSeconds()
                        + ATTRIBUTES
                        + (request.isSecure() ? "; Secure" : ""));
    }

    /// Who fetches a file, by the cookie; for requests that only read a file.
    public Optional<Caller> caller(Request request) {
        try {
            return request.cookie(NAME)
                    .map(value -> Base64.getUrlDecoder().decode(value))
                    .map(bytes -> Bytes.text(vault.open(bytes, CONTEXT)))
                    .map(authenticator::authenticate);
        } catch (IllegalArgumentException
                | SealBrokenException
                | UnknownMasterKeyException
                | ApiException e) {
            return Optional.empty();
        }
    }
}
