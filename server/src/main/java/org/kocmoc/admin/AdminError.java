package org.kocmoc.admin;

import org.kocmoc.base.ErrorCode;

/// What operating the server refuses.
enum AdminError implements ErrorCode {
    OPERATOR_TOKEN_WRONG(401, "Unauthorized"),
    MAINTENANCE_NOT_ENABLED(500, "Не удалось включить режим обслуживания"),
    MAINTENANCE_NOT_DISABLED(500, "Не удалось снять режим обслуживания"),
    METRICS_FORBIDDEN(403, "Метрики доступны только по токену");

    private final int status;
    private final String text;

    AdminError(int status, String text) {
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
