package org.kocmoc.receipts;

import org.kocmoc.base.ErrorCode;

/// Refusals of receipts.
public enum ReceiptsError implements ErrorCode {
    RECEIPT_NOT_YOURS(403, "Кто прочитал сообщение, видит только его автор"),
    RECEIPT_UNKNOWN(404, "Сообщение не найдено");

    private final int status;
    private final String text;

    ReceiptsError(int status, String text) {
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
