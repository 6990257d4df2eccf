package org.kocmoc.invites;

import org.kocmoc.base.ErrorCode;

/// Refusals of invite links.
public enum InvitesError implements ErrorCode {
    INVITE_NOT_FOUND(404, "Приглашение не найдено или больше не действует"),
    INVITE_INVALID(400, "Некорректные условия приглашения"),
    TOO_MANY_INVITES(409, "Слишком много приглашений");

    private final int status;
    private final String text;

    InvitesError(int status, String text) {
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
