package org.kocmoc.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A `multipart/form-data` body in the making, as browsers write it. One thread.
public final class Multipart {
    /// The boundary of every form.
    public static final String BOUNDARY = "----kocmoc-test-form";

    /// The content type of every form.
    public static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /// A form with one file in the field `file`.
    public static Multipart file(String fileName, String contentType, byte[] content) {
        return new Multipart().file("file", fileName, contentType, content);
    }

    /// Adds a file.
    public Multipart file(String field, String fileName, String contentType, byte[] content) {
        return part(
                "Content-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s"
                        .formatted(field, fileName, contentType),
                content);
    }

    /// Adds a text field.
    public Multipart text(String field, String text) {
        return part(
                "Content-Disposition: form-data; name=\"%s\"".formatted(field),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /// Adds a part with any header lines.
    public Multipart part(String headers, byte[] content) {
        write("--" + BOUNDARY + "\r\n" + headers + "\r\n\r\n");
        body.writeBytes(content);
        write("\r\n");
        return this;
    }

    /// The whole form with its closing line.
    public byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(body.toByteArray());
        whole.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return whole.toByteArray();
    }

    private void write(String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
