package org.kocmoc.vault;

/// Data is sealed under a master key that this server was not given.
public final class UnknownMasterKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownMasterKeyException(String id) {
        super(
                "data is sealed under master key "
                        + id
                        + ", which is not loaded: put it into MASTER_KEY or secrets/");
    }
}
