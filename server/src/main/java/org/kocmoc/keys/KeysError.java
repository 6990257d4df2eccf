package org.kocmoc.keys;

import org.kocmoc.base.ErrorCode;

/// Refusals of the key directory.
public enum KeysError implements ErrorCode {
    ENCRYPTION_FIELDS(400, "Некорректные данные шифрования"),
    CERTIFICATE_INVALID(400, "Сертификат устройства не прошёл проверку"),
    CERTIFICATE_MISSING(400, "Не хватает сертификата устройства из списка"),
    DEVICE_LIST_INVALID(400, "Список устройств не прошёл проверку"),
    MEMBERSHIP_INVALID(400, "Запись об участниках не прошла проверку"),
    KEY_INVALID(400, "Ключ не прошёл проверку"),
    DEVICE_PROOF_INVALID(403, "Подпись устройства не прошла проверку"),
    DEVICE_REQUIRED(403, "Этот вход не связан с устройством шифрования"),
    KEYS_REFUSED(403, "Вы не можете запросить ключи этого пользователя"),
    ENCRYPTION_NOT_SET_UP(404, "Пользователь не включил шифрование"),
    DEVICE_UNKNOWN(404, "Устройство не найдено"),
    ENCRYPTION_ALREADY_SET_UP(409, "Шифрование уже включено"),
    DEVICE_LIST_OUTDATED(409, "Есть более новый список устройств"),
    DEVICE_LIST_FORKED(409, "Список устройств противоречит известному"),
    DEVICE_LIST_GAP(409, "Не хватает предыдущих списков устройств"),
    MEMBERSHIP_CHANGED(409, "Состав группы уже изменён другим устройством"),
    KEY_ID_REUSED(409, "Номер ключа уже использован"),
    TOO_MANY_KEYS(409, "Слишком много одноразовых ключей");

    private final int status;
    private final String text;

    KeysError(int status, String text) {
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
