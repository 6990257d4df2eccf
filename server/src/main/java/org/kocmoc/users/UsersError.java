package org.kocmoc.users;

import org.kocmoc.base.ErrorCode;

/// Refusals of profiles, contacts and blocks.
public enum UsersError implements ErrorCode {
    USER_NOT_FOUND(404, "Пользователь не найден"),
    PROFILE_NOT_YOURS(403, "Недостаточно прав"),
    PROFILE_NOTHING_TO_CHANGE(400, "Нет данных для обновления"),
    PROFILE_INVALID(400, "Некорректные данные профиля"),
    AVATAR_INVALID(400, "Аватар должен быть адресом http(s) или загруженным файлом"),
    PRIVACY_INVALID(400, "Некорректные настройки приватности"),
    SEARCH_TOO_SHORT(400, "Запрос должен содержать минимум 2 символа"),
    SEARCH_TOO_LONG(400, "Слишком длинный запрос"),
    CONTACT_INVALID(400, "Некорректный ID контакта"),
    CONTACT_IS_SELF(400, "Нельзя добавить себя в контакты"),
    CONTACT_REFUSED(403, "Пользователь ограничил общение с вами"),
    TOO_MANY_CONTACTS(409, "Слишком много контактов"),
    BLOCK_IS_SELF(400, "Нельзя заблокировать себя"),
    TOO_MANY_BLOCKS(409, "Слишком много заблокированных");

    private final int status;
    private final String text;

    UsersError(int status, String text) {
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
