package org.kocmoc.search;

import org.kocmoc.base.ErrorCode;

/// Refusals of searches.
public enum SearchError implements ErrorCode {
    SEARCH_QUERY_LENGTH(400, "Запрос должен содержать от 2 до 200 символов"),
    SEARCH_KIND_UNKNOWN(400, "Неизвестный вид поиска"),
    SEARCH_TOO_SHORT(400, "Запрос должен содержать минимум 2 символа"),
    SEARCH_BUSY(503, "Сейчас выполняется слишком много поисков. Попробуйте позже.");

    private final int status;
    private final String text;

    SearchError(int status, String text) {
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
