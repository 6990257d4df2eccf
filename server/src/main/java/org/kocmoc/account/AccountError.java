package org.kocmoc.account;

import org.kocmoc.base.ApiException;
import org.kocmoc.base.ErrorCode;
import org.kocmoc.credentials.CodeCheck;

/// Refusals in the life of an account.
public enum AccountError implements ErrorCode {
    REGISTRATION_INCOMPLETE(400, "Заполните все обязательные поля"),
    DEVICE_LIMIT_REACHED(400, "На этом устройстве достигнут лимит аккаунтов (3)"),
    EMAIL_TAKEN(400, "Пользователь с таким email уже существует"),
    EMAIL_MALFORMED(400, "Некорректный email"),
    EMAIL_MISSING(400, "Не передан email"),
    NAME_LENGTH(400, "Имя должно содержать от 2 до 100 символов"),
    PASSWORD_LENGTH(400, "Пароль должен содержать от 6 до 1024 символов"),
    AVATAR_MALFORMED(400, "Недопустимый адрес аватара"),
    REGISTRATION_CLOSED(403, "Регистрация закрыта"),
    REGISTRATION_INVITE_REQUIRED(403, "Для регистрации нужно приглашение"),
    CODE_MISSING(400, "Не переданы пользователь или код"),
    CODE_WRONG(400, "Неверный код подтверждения"),
    CODE_USED(400, "Этот код уже был использован"),
    CODE_EXPIRED(400, "Срок действия кода истёк"),
    CODE_EXHAUSTED(400, "Слишком много неверных попыток. Запросите новый код."),
    REGISTRATION_INVITE_NOT_FOUND(404, "Приглашение не найдено"),
    REGISTRATION_INVITE_MALFORMED(400, "Некорректное приглашение"),
    PASSWORD_MISSING(400, "Не передан пароль"),
    PASSWORD_WRONG(403, "Неверный пароль"),
    PASSWORD_UNCHANGED(400, "Новый пароль совпадает со старым"),
    NOT_OWN_ACCOUNT(403, "Можно изменять только свой аккаунт"),
    SECOND_FACTOR_MISSING(403, "Введите код двухфакторной аутентификации"),
    SECOND_FACTOR_WRONG(403, "Неверный код двухфакторной аутентификации"),
    TOTP_ENABLED(409, "Двухфакторная аутентификация уже включена"),
    TOTP_NOT_ENABLED(409, "Двухфакторная аутентификация не включена");

    private final int status;
    private final String text;

    AccountError(int status, String text) {
        this.status = status;
        this.text = text;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String text() {
        return text;
    }

    /// How a code that was not accepted is refused.
    static ApiException refusal(CodeCheck check) {
        return new ApiException(
                switch (check) {
                    case CodeCheck.Wrong() -> CODE_WRONG;
                    case CodeCheck.Used() -> CODE_USED;
                    case CodeCheck.Expired() -> CODE_EXPIRED;
                    case CodeCheck.Exhausted() -> CODE_EXHAUSTED;
                    case CodeCheck.Accepted(String email) ->
                            throw new IllegalArgumentException("accepted codes are not refused");
                });
    }
}
