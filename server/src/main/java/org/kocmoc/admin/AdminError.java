package org.kocmoc.admin;

import org.kocmoc.base.ErrorCode;

/// What operating the server refuses.
enum AdminError implements ErrorCode {
    OPERATOR_TOKEN_WRONG(401, "Unauthorized"),
    MAINTENANCE_NOT_ENABLED(500, "Не удалось включить режим обслуживания"),
    MAINTENANCE_NOT_DISABLED(500, "Не удалось снять режим обслуживания"),
    CANNOT_BAN_SELF(400, "Нельзя заблокировать себя"),
    CANNOT_DELETE_SELF(400, "Нельзя удалить себя"),
    TARGET_NOT_FOUND(404, "Пользователь не найден"),
    DEVICE_NOT_FOUND(404, "Устройство не найдено"),
    TARGET_MESSAGE_NOT_FOUND(404, "Сообщение не найдено"),
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
