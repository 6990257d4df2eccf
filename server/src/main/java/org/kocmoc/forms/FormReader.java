package org.kocmoc.forms;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.apache.commons.fileupload2.core.ParameterParser;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.base.ErrorCode;
import org.kocmoc.limits.Size;

/// Finds the one file in a `multipart/form-data` body while it arrives. One thread.
///
/// Text fields are skipped. A second file, a file in another field, or a body that does not end
/// with its closing line is refused, and only then is the file's end reported.
public final class FormReader {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int MAX_BOUNDARY_CHARS = 70;

    private final InputStream body;
    private final byte[] boundary;
    private final long maxBytes;
    private final ErrorCode tooLarge;

    /// Reads a form.
    ///
    /// @param body the whole body; closing the file's content closes it
    /// @param boundary what [#boundary] found
    /// @param maxBytes longest file
    /// @param tooLarge the refusal for a longer one
    public FormReader(InputStream body, byte[] boundary, long maxBytes, ErrorCode tooLarge) {
        this.body = body;
        this.boundary = boundary;
        this.maxBytes = maxBytes;
        this.tooLarge = tooLarge;
    }

    /// The boundary that a content type names; empty if it is no form at all.
    ///
    /// @throws ApiException if it is a form without a usable boundary
    public static Optional<byte[]> boundary(@Nullable String contentType) {
        if (contentType == null
                || !contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            return Optional.empty();
        }
        @Nullable String boundary = parameters(contentType).get("boundary");
        if (boundary == null || boundary.isEmpty() || boundary.length() > MAX_BOUNDARY_CHARS) {
            throw malformed();
        }
        return Optional.of(boundary.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// The file in that field; empty if the form has none. Called once.
    ///
    /// @throws ApiException if the form is malformed or has a file elsewhere
    public Optional<Upload> file(String field) {
        try {
            MultipartInput input =
                    MultipartInput.builder()
                            .setInputStream(body)
                            .setBoundary(boundary)
                            .setBufferSize(BUFFER_BYTES)
                            .setMaxPartHeaderSize(Size.FORM_PART_HEADER_BYTES.value())
                            .get();
            input.setHeaderCharset(StandardCharsets.UTF_8);
            for (boolean more = input.skipPreamble(); more; more = input.readBoundary()) {
                Part part = Part.parse(input.readHeaders());
                if (part.isFile()) {
                    if (!field.equals(part.field())) {
                        throw malformed();
                    }
                    InputStream content = new FileContent(input);
                    return Optional.of(
                            new Upload(lastPiece(part.fileName()), part.contentType(), content));
                }
                input.discardBodyData();
            }
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static Map<String, String> parameters(String header) {
        ParameterParser parser = new ParameterParser();
        parser.setLowerCaseNames(true);
        return parser.parse(header, ';');
    }

    private static String lastPiece(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    private static ApiException malformed() {
        return new ApiException(CommonError.MALFORMED_MULTIPART);
    }

    /// What the lines before a part's content say.
    private record Part(String field, String fileName, String contentType) {
        static Part parse(String lines) {
            Map<String, String> headers = new HashMap<>();
            for (String line : lines.split("\r\n")) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    headers.put(
                            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
            }
            Map<String, String> disposition =
                    parameters(headers.getOrDefault("content-disposition", ""));
            String type = headers.getOrDefault("content-type", "text/plain");
            int semicolon = type.indexOf(';');
            return new Part(
                    text(disposition, "name"),
                    text(disposition, "filename"),
                    (semicolon < 0 ? type : type.substring(0, semicolon))
                            .strip()
                            .toLowerCase(Locale.ROOT));
        }

        private static String text(Map<String, String> parameters, String name) {
            @Nullable String value = parameters.get(name);
            return value == null ? "" : value;
        }

        boolean isFile() {
            return !fileName.isEmpty();
        }
    }

    /// The bytes of the file; at their end the rest of the form is read and checked.
    private final class FileContent extends InputStream {
        private final MultipartInput input;
        private final InputStream part;
        private long count;
        private boolean whole;

        FileContent(MultipartInput input) {
            this.input = input;
            this.part = input.newInputStream();
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (whole) {
                return -1;
            }
            try {
                int read = part.read(target, offset, length);
                if (read < 0) {
                    readToTheEnd();
                    whole = true;
                } else {
                    count += read;
                    if (count > maxBytes) {
                        throw new ApiException(tooLarge);
                    }
                }
                return read;
            } catch (IOException e) {
                throw malformed();
            }
        }

        private void readToTheEnd() throws IOException {
            while (input.readBoundary()) {
                if (Part.parse(input.readHeaders()).isFile()) {
                    throw malformed();
                }
                input.discardBodyData();
            }
            body.transferTo(OutputStream.nullOutputStream());
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
