package org.kocmoc.stories;

import org.kocmoc.base.ErrorCode;

/// Refusals about stories.
public enum StoryError implements ErrorCode {
    STORY_INVALID(400, "Некорректная история"),
    STORY_TYPE_UNKNOWN(400, "Неизвестный тип истории"),
    STORY_EMPTY(400, "История не может быть пустой"),
    STORY_TEXT_TOO_LONG(400, "Слишком длинный текст истории"),
    STORY_BACKGROUND_UNKNOWN(400, "Недопустимый фон истории"),
    STORY_FILE_UNSUITABLE(400, "Прикрепите своё изображение или видео"),
    STORY_NOT_FOUND(404, "История не найдена"),
    STORY_NOT_YOURS(403, "Это не ваша история"),
    TOO_MANY_STORIES(409, "Слишком много историй за сутки");

    private final int status;
    private final String text;

    StoryError(int status, String text) {
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
