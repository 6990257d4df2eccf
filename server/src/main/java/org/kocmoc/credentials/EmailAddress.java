package org.kocmoc.credentials;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kocmoc.limits.Size;

/// An email address as it was typed.
///
/// @param typed exactly what came in
public record EmailAddress(String typed) {
    /// What mail servers and headers take without quoting, with a dot in the domain.
    private static final Pattern FORM =
            Pattern.compile(
                    "[^\\s@<>()\\[\\]\\\\,;:\"\\p{Cntrl}]+@[^\\s@<>()\\[\\]\\\\,;:\"\\p{Cntrl}.]+(\\.[^\\s@<>()\\[\\]\\\\,;:\"\\p{Cntrl}.]+)+");

    /// The address without blanks around it: what is stored and shown.
    public String spelling() {
        return typed.strip();
    }

    /// What addresses of one mailbox have in common: no blanks around, lower case.
    public String key() {
        return spelling().toLowerCase(Locale.ROOT);
    }

    /// The address, if mail can be sent to it.
    public Optional<EmailAddress> wellFormed() {
        return Optional.of(this)
                .filter(email -> email.spelling().length() <= Size.EMAIL_CHARS.value())
                .filter(email -> FORM.matcher(email.spelling()).matches());
    }

    @Override
    public String toString() {
        return "EmailAddress[***]";
    }
}
