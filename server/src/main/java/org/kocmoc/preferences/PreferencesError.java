package org.kocmoc.preferences;

import org.kocmoc.base.ErrorCode;

/// Refusals of settings.
public enum PreferencesError implements ErrorCode {
    SETTINGS_INVALID(400, "Некорректные настройки"),
    TOO_MANY_SETTINGS(409, "Слишком много настроек приложения");

    private final int status;
    private final String text;

    PreferencesError(int status, String text) {
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
