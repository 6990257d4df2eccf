package org.kocmoc.push;

import org.kocmoc.base.ErrorCode;

/// Refusals of push.
public enum PushError implements ErrorCode {
    BAD_SUBSCRIPTION(400, "Некорректная подписка на уведомления"),
    PUSH_SERVICE_REFUSED(400, "Этот сервис уведомлений не поддерживается"),
    PUSH_NEEDS_SIGN_IN(409, "Войдите заново, чтобы включить уведомления"),
    NOT_SUBSCRIBED(409, "Уведомления на этом устройстве не включены");

    private final int status;
    private final String text;

    PushError(int status, String text) {
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
