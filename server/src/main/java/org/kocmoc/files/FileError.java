package org.kocmoc.files;

import org.kocmoc.base.ErrorCode;

/// Refusals about files.
public enum FileError implements ErrorCode {
    FILE_MISSING(400, "Файл не загружен"),
    FILE_NOT_FOUND(404, "Файл не найден"),
    FILE_NOT_YOURS(403, "Вы не можете удалить этот файл"),
    FILE_TOO_LARGE(413, "Файл слишком большой"),
    FILE_QUOTA_EXCEEDED(413, "Недостаточно места: удалите ненужные файлы"),
    FILE_TYPE_NOT_ALLOWED(415, "Файлы этого типа не поддерживаются"),
    FILE_CONTENT_MISMATCH(415, "Содержимое файла не соответствует его типу"),
    IMAGE_MALFORMED(400, "Изображение повреждено"),
    IMAGE_TOO_LARGE(413, "Изображение слишком большое"),
    FILE_STORE_UNAVAILABLE(503, "Хранилище файлов недоступно. Попробуйте позже."),
    UPLOADS_AT_ONCE(429, "Слишком много загрузок одновременно. Попробуйте позже."),
    FILE_URL_UNKNOWN(400, "Файл не найден. Загрузите его ещё раз."),
    FILE_URL_NOT_ALLOWED(400, "Недопустимый адрес файла");

    private final int status;
    private final String text;

    FileError(int status, String text) {
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
