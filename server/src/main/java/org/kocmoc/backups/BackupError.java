package org.kocmoc.backups;

import org.kocmoc.base.ErrorCode;

/// Refusals of backups.
public enum BackupError implements ErrorCode {
    BACKUP_FIELDS(400, "Некорректные данные резервной копии"),
    BACKUP_KEY_WRONG(403, "Ключ резервной копии не подходит"),
    BACKUP_NOT_FOUND(404, "Резервной копии нет"),
    BACKUP_OUTDATED(409, "Есть более новая версия этой части резервной копии"),
    BACKUP_EXISTS(409, "Резервная копия уже есть"),
    BACKUP_TOO_LARGE(413, "Резервная копия слишком большая");

    private final int status;
    private final String text;

    BackupError(int status, String text) {
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
