package org.kocmoc.realtime;

import org.kocmoc.base.ErrorCode;

/// Refusals of the socket itself.
public enum SocketError implements ErrorCode {
    UNKNOWN_COMMAND(400, "Неизвестная команда"),
    BAD_FIELD(400, "Некорректное поле команды"),
    AUTH_FIRST(401, "Сначала войдите");

    private final int status;
    private final String text;

    SocketError(int status, String text) {
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
