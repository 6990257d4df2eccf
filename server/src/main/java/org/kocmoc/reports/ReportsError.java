package org.kocmoc.reports;

import org.kocmoc.base.ErrorCode;

/// Refusals of complaints.
public enum ReportsError implements ErrorCode {
    REPORT_INVALID(400, "Укажите сообщение или пользователя"),
    REPORT_REASON_INVALID(400, "Опишите причину жалобы, не длиннее 2000 знаков"),
    REPORT_IS_SELF(400, "Нельзя пожаловаться на себя"),
    REPORTED_MESSAGE_UNKNOWN(404, "Сообщение не найдено"),
    REPORT_NOT_FOUND(404, "Жалоба не найдена");

    private final int status;
    private final String text;

    ReportsError(int status, String text) {
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
