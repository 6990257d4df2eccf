package org.kocmoc.vault;

/// Sealed data does not open: another key, another context, or altered bytes.
public final class SealBrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Also where there is no such key.
    public SealBrokenException() {
        super("sealed data does not open with this key and context");
    }
}
