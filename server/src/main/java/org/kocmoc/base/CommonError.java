package org.kocmoc.base;

/// Refusals that belong to no single feature.
public enum CommonError implements ErrorCode {
    BAD_REQUEST(400, "Некорректный запрос"),
    MALFORMED_JSON(400, "Некорректный JSON"),
    MALFORMED_PATH(400, "Некорректный адрес запроса"),
    MALFORMED_MULTIPART(400, "Некорректная форма с файлом"),
    NOT_FOUND(404, "Не найдено"),
    METHOD_NOT_ALLOWED(405, "Метод не поддерживается"),
    REQUEST_TIMEOUT(408, "Запрос передавался слишком долго"),
    BODY_TOO_LARGE(413, "Слишком большой запрос"),
    UNSUPPORTED_ENCODING(415, "Неподдерживаемая кодировка запроса"),
    RANGE_NOT_SATISFIABLE(416, "Запрошенный диапазон недоступен"),
    TOO_MANY_REQUESTS(429, "Слишком много запросов. Попробуйте позже."),
    INTERNAL(500, "Внутренняя ошибка сервера"),
    OVERLOADED(503, "Сервер перегружен. Попробуйте позже."),
    DATABASE_UNAVAILABLE(503, "База данных недоступна. Попробуйте позже."),
    MAINTENANCE(503, "Сервис временно недоступен.");

    private final int status;
    private final String text;

    CommonError(int status, String text) {
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
