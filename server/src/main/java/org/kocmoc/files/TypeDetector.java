package org.kocmoc.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypes;
import org.kocmoc.base.ApiException;

/// Tells what a file is by its first bytes and what its sender calls it. Stateless; any thread.
final class TypeDetector {
    /// Bytes that are looked at.
    static final int HEAD_BYTES = 64 << 10;

    private static final MimeTypes TYPES = MimeTypes.getDefaultMimeTypes();

    private TypeDetector() {}

    /// The type to store.
    ///
    /// A picture under another picture's name is taken for what it is: phones and messengers rename
    /// them all the time.
    ///
    /// @throws ApiException 415 if the type is not allowed or the content is something else
    static FileType detect(String declared, byte[] head) {
        FileType name =
                FileType.of(declared)
                        .orElseThrow(() -> new ApiException(FileError.FILE_TYPE_NOT_ALLOWED));
        MediaType found = look(head);
        if (name.accepts(found)) {
            return name;
        }
        if (name.kind() == FileType.Kind.IMAGE) {
            for (FileType other : FileType.values()) {
                if (other.kind() == FileType.Kind.IMAGE && other.accepts(found)) {
                    return other;
                }
            }
        }
        throw new ApiException(FileError.FILE_CONTENT_MISMATCH);
    }

    private static MediaType look(byte[] head) {
        if (head.length == 0) {
            return MediaType.TEXT_PLAIN;
        }
        try {
            return TYPES.detect(new ByteArrayInputStream(head), new Metadata());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
