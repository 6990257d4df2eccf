package org.kocmoc.account;

import org.kocmoc.base.ErrorCode;

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
    INVITE_REQUIRED(403, "Для регистрации нужно приглашение"),
    CODE_MISSING(400, "Не переданы пользователь или код"),
    CODE_WRONG(400, "Неверный код подтверждения"),
    CODE_USED(400, "Этот код уже был использован"),
    CODE_EXPIRED(400, "Срок действия кода истёк"),
    CODE_EXHAUSTED(400, "Слишком много неверных попыток. Запросите новый код."),
    INVITE_NOT_FOUND(404, "Приглашение не найдено");

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
}
