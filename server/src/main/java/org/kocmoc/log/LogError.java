package org.kocmoc.log;

import org.kocmoc.base.ErrorCode;

/// Refusals of the log itself, decided under the chat's lock.
public enum LogError implements ErrorCode {
    CHAT_NOT_FOUND(404, "Чат не найден"),
    NOT_A_MEMBER(403, "Вы не участник этого чата"),
    SENDER_BANNED(403, "Пользователь заблокирован"),
    BLOCKED_BY_RECIPIENT(403, "Пользователь ограничил переписку с вами"),
    CHAT_IS_ENCRYPTED(409, "Этот чат принимает только зашифрованные сообщения"),
    LOG_FULL(503, "Сервер перегружен. Попробуйте позже."),
    OUTCOME_UNKNOWN(
            503, "Не удалось узнать, сохранено ли сообщение. Повторите с тем же client_id.");

    private final int status;
    private final String text;

    LogError(int status, String text) {
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
