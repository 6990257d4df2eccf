package org.kocmoc.messages;

import org.kocmoc.base.ErrorCode;

/// Refusals about messages.
public enum MessageError implements ErrorCode {
    MESSAGE_EMPTY(400, "Сообщение не может быть пустым"),
    MESSAGE_TOO_LONG(400, "Сообщение слишком длинное"),
    MESSAGE_FIELDS(400, "Некорректные данные сообщения"),
    REPLY_UNKNOWN(400, "Сообщение, на которое вы отвечаете, не найдено"),
    REACTION_REQUIRED(400, "Реакция обязательна"),
    REACTION_INVALID(400, "Реакцией может быть один эмодзи"),
    MESSAGE_NOT_YOURS(403, "Вы не можете удалить это сообщение"),
    EDIT_NOT_YOURS(403, "Вы не можете изменить это сообщение"),
    MESSAGE_NOT_FOUND(404, "Сообщение не найдено"),
    FORWARD_TARGET(400, "Укажите чат, в который переслать сообщение"),
    EDIT_CONFLICT(409, "Сообщение уже изменено на другом устройстве");

    private final int status;
    private final String text;

    MessageError(int status, String text) {
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
