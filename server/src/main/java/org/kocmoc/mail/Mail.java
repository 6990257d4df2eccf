package org.kocmoc.mail;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A plain-text mail to one person.
///
/// @param recipient address
/// @param subject one line
/// @param text body
/// @param code what the recipient has to type somewhere, if anything: shown on the console of a
///   server without a mail server
/// @param life how long it is of any use; as long as it may take if absent
public record Mail(
        String recipient,
        String subject,
        String text,
        @Nullable String code,
        @Nullable Duration life) {
    @Override
    public String toString() {
        return "Mail[***]";
    }
}
