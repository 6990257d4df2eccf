package org.kocmoc.account;

import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.kocmoc.auth.Account;
import org.kocmoc.base.UserId;
import org.kocmoc.credentials.CodePurpose;
import org.kocmoc.credentials.EmailCodes;
import org.kocmoc.mail.Mail;
import org.kocmoc.mail.Outbox;

/// Makes codes and mails them, in the account's language. Any thread.
final class CodeMails {
    private final EmailCodes codes;
    private final Outbox outbox;

    CodeMails(EmailCodes codes, Outbox outbox) {
        this.codes = codes;
        this.outbox = outbox;
    }

    /// Sends a new code to an address when the transaction commits.
    void send(Handle handle, UserId user, CodePurpose purpose, String email, String locale) {
        String code = codes.issue(handle, user, purpose, email);
        boolean english = locale.startsWith("en");
        String text = english ? english(purpose) : russian(purpose);
        outbox.enqueue(
                handle,
                new Mail(
                        email,
                        english ? "kocmoc — confirmation code" : "kocmoc — код подтверждения",
                        text.formatted(code, codes.life().toMinutes()),
                        code,
                        codes.life()));
    }

    /// Tells the old address that it has been replaced.
    void tellOfNewAddress(Handle handle, Account account) {
        boolean english = account.locale().startsWith("en");
        outbox.enqueue(
                handle,
                new Mail(
                        account.email(),
                        english ? "kocmoc — new address" : "kocmoc — новый адрес",
                        english
                                ? "Your account has another email address from now on. If this was"
                                        + " not you, write to the administrator.\n"
                                : "У вашего аккаунта теперь другой email. Если это сделали не вы,"
                                        + " обратитесь к администратору.\n",
                        null,
                        null));
    }

    /// The language of a header `Accept-Language`: English if it comes first, else Russian.
    static String locale(String acceptLanguage) {
        return acceptLanguage.strip().toLowerCase(Locale.ROOT).startsWith("en") ? "en" : "ru";
    }

    private static String russian(CodePurpose purpose) {
        String intent =
                switch (purpose) {
                    case REGISTER -> "Код подтверждения регистрации";
                    case RESET -> "Код для смены пароля";
                    case EMAIL -> "Код подтверждения нового адреса";
                };
        return intent
                + """
                : %s

                Код действует %d мин. Никому его не сообщайте.
                Если вы ничего не запрашивали, просто удалите это письмо.
                """;
    }

    private static String english(CodePurpose purpose) {
        String intent =
                switch (purpose) {
                    case REGISTER -> "Your registration code";
                    case RESET -> "Your code for a new password";
                    case EMAIL -> "The code for your new address";
                };
        return intent
                + """
                : %s

                It is valid for %d minutes. Do not share it with anybody.
                If you did not ask for it, delete this mail.
                """;
    }
}
