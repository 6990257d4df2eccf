package org.kocmoc.account;

import java.util.Optional;
import org.kocmoc.auth.Client;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Urls;
import org.kocmoc.credentials.EmailAddress;
import org.kocmoc.http.Request;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// What somebody wants to register with, in its checked form.
///
/// @param origin where it comes from
record Application(
        String name,
        EmailAddress email,
        String password,
        Optional<String> avatar,
        Optional<String> deviceId,
        Optional<String> invite,
        Origin origin) {
    /// Where an application comes from.
    ///
    /// @param address network address
    /// @param locale language of mails
    record Origin(String address, String locale) {
        static Origin of(Request request) {
            return new Origin(
                    request.remoteAddress(),
                    CodeMails.locale(request.header("Accept-Language").orElse("ru")));
        }
    }

    static Application of(Request request) {
        Fields fields = request.body(AccountError.REGISTRATION_INCOMPLETE);
        String name = required(fields, "name").strip();
        EmailAddress email = new EmailAddress(required(fields, "email"));
        String password = required(fields, "password");
        int letters = name.codePointCount(0, name.length());
        require(
                letters >= Size.NAME_MIN_CHARS.value() && name.length() <= Size.NAME_CHARS.value(),
                AccountError.NAME_LENGTH);
        require(email.wellFormed().isPresent(), AccountError.EMAIL_MALFORMED);
        requirePassword(password);
        Optional<String> avatar = fields.filled("avatar").map(Application::storable);
        return new Application(
                name,
                email,
                password,
                avatar,
                Client.deviceId(fields),
                fields.filled("invite"),
                Origin.of(request));
    }

    /// Refuses passwords that are too short or too long.
    static void requirePassword(String password) {
        require(
                password.length() >= Size.PASSWORD_MIN_CHARS.value()
                        && password.length() <= Size.PASSWORD_CHARS.value(),
                AccountError.PASSWORD_LENGTH);
    }

    private static String storable(String avatar) {
        return Urls.storable(avatar, Size.URL_CHARS.value())
                .orElseThrow(() -> new ApiException(AccountError.AVATAR_MALFORMED));
    }

    private static String required(Fields fields, String name) {
        return fields.filled(name)
                .orElseThrow(() -> new ApiException(AccountError.REGISTRATION_INCOMPLETE));
    }

    private static void require(boolean condition, AccountError otherwise) {
        if (!condition) {
            throw new ApiException(otherwise);
        }
    }
}
