package org.kocmoc.chats;

import org.kocmoc.base.ErrorCode;

/// Refusals of chats and members. That one is no member, or that there is no such chat, are
/// refusals of the log.
public enum ChatsError implements ErrorCode {
    PARTICIPANTS_MISSING(400, "Укажите участников чата"),
    PARTICIPANT_UNKNOWN(400, "Участник не найден"),
    PARTICIPANT_REFUSES(
            403,
            "Пользователя нельзя добавить: он заблокирован или ограничил, кто может его добавлять"),
    CHAT_INVALID(400, "Некорректные данные чата"),
    CHAT_TYPE_UNKNOWN(400, "Неизвестный тип чата"),
    CHAT_AVATAR_INVALID(400, "Аватар должен быть адресом http(s) или загруженным файлом"),
    CHAT_NOTHING_TO_CHANGE(400, "Нет данных для обновления"),
    TOO_MANY_CHATS(409, "Слишком много чатов"),
    TOO_MANY_MEMBERS(409, "Слишком много участников"),
    TOO_MANY_PINNED_CHATS(409, "Слишком много закреплённых чатов"),
    REMOVED_FROM_GROUP(403, "Вас удалили из этой группы. Вернуть может её администратор."),
    NOT_A_GROUP(400, "Это не групповой чат"),
    ROLE_TOO_LOW(403, "Недостаточно прав в этом чате"),
    ROLE_UNKNOWN(400, "Неизвестная роль"),
    MEMBER_NOT_FOUND(404, "Участник не найден");

    private final int status;
    private final String text;

    ChatsError(int status, String text) {
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
