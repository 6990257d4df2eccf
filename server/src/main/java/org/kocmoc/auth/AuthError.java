package org.kocmoc.auth;

import org.kocmoc.base.ErrorCode;

/// Refusals of signing in and of the guard.
public enum AuthError implements ErrorCode {
    TOKEN_REQUIRED(401, "Требуется авторизация"),
    TOKEN_MISSING(401, "Токен отсутствует"),
    TOKEN_INVALID(401, "Недействительный токен"),
    TOKEN_EXPIRED(401, "Токен истёк"),
    TOKEN_NOT_USABLE(401, "Ошибка аутентификации"),
    ACCOUNT_GONE(401, "Пользователь не найден"),
    ACCOUNT_BANNED(403, "Пользователь заблокирован"),
    ADMIN_REQUIRED(403, "Требуются права администратора"),
    PASSWORD_CHANGE_REQUIRED(403, "Сначала смените пароль"),
    CREDENTIALS_MISSING(400, "Заполните email и пароль"),
    CREDENTIALS_WRONG(401, "Неверный email или пароль"),
    EMAIL_NOT_CONFIRMED(403, "Пожалуйста, подтвердите email. Мы уже отправили вам код."),
    ACCOUNT_NOT_FOUND(404, "Пользователь не найден"),
    TOTP_REQUIRED(401, "Введите код двухфакторной аутентификации"),
    TOTP_WRONG(401, "Неверный код двухфакторной аутентификации"),
    SESSION_NOT_FOUND(404, "Сессия не найдена"),
    LAST_ADMIN(409, "Нельзя удалить единственного администратора");

    private final int status;
    private final String text;

    AuthError(int status, String text) {
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
}
