package org.kocmoc.oversight;

import org.kocmoc.base.ErrorCode;

/// Refusals of what administrators ask about the whole server.
public enum OversightError implements ErrorCode {
    ACCOUNTS_QUERY(400, "Некорректный запрос списка аккаунтов"),
    ROLE_INVALID(400, "Укажите, должен ли пользователь быть администратором"),
    CANNOT_DEMOTE_SELF(400, "Нельзя снять права администратора с себя"),
    TARGET_NOT_FOUND(404, "Пользователь не найден");

    private final int status;
    private final String text;

    OversightError(int status, String text) {
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
