package org.kocmoc.links;

import org.kocmoc.base.ErrorCode;

/// Refusals of linking.
public enum LinkError implements ErrorCode {
    LINK_FIELDS(400, "Некорректные данные связывания устройств"),
    LINK_NOT_FOUND(404, "Код связывания не найден или устарел"),
    LINK_USED(409, "Код связывания уже использован"),
    LINK_FULL(409, "Слишком много данных для одного связывания");

    private final int status;
    private final String text;

    LinkError(int status, String text) {
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
