package org.kocmoc.images;

/// The picture formats that are understood.
public enum ImageFormat {
    JPEG,
    PNG,
    GIF,
    WEBP
}
