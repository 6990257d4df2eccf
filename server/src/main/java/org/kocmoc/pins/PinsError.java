package org.kocmoc.pins;

import org.kocmoc.base.ErrorCode;

/// Refusals of pins.
public enum PinsError implements ErrorCode {
    PIN_UNKNOWN(404, "Сообщение не найдено"),
    TOO_MANY_PINS(409, "Слишком много закреплённых сообщений");

    private final int status;
    private final String text;

    PinsError(int status, String text) {
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
