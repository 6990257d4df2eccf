package org.kocmoc.images;

/// A picture that does not follow its format.
public final class MalformedImageException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedImageException(String reason) {
        super(reason);
    }
}
