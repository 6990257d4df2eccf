package org.kocmoc.stickers;

import org.kocmoc.base.ErrorCode;

/// Refusals of stickers.
public enum StickersError implements ErrorCode {
    STICKER_INVALID(400, "Некорректные данные стикера"),
    STICKER_PICTURE(400, "Стикер — это своя картинка WebP не больше 512×512 точек и 512 КБ"),
    STICKER_UNKNOWN(404, "Стикер или набор не найден"),
    TOO_MANY_STICKERS(409, "Слишком много стикеров");

    private final int status;
    private final String text;

    StickersError(int status, String text) {
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
