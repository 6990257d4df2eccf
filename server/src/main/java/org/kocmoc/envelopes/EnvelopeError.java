package org.kocmoc.envelopes;

import org.kocmoc.base.ErrorCode;

/// Refusals of encrypted messages.
public enum EnvelopeError implements ErrorCode {
    ENVELOPE_FIELDS(400, "Некорректные данные зашифрованного сообщения"),
    CHAT_NOT_ENCRYPTED(409, "Этот чат не зашифрован"),
    ROSTER_CHANGED(409, "Состав устройств чата изменился");

    private final int status;
    private final String text;

    EnvelopeError(int status, String text) {
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
