package org.kocmoc.drafts;

import org.kocmoc.base.ErrorCode;

/// Refusals of drafts.
public enum DraftsError implements ErrorCode {
    DRAFT_INVALID(400, "Некорректный черновик"),
    DRAFT_CONFLICT(409, "Черновик уже изменён на другом устройстве"),
    TOO_MANY_DRAFTS(409, "Слишком много черновиков");

    private final int status;
    private final String text;

    DraftsError(int status, String text) {
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
