package org.kocmoc.access;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.testkit.Multipart;

/// One request or command, ready to be sent by anybody.
///
/// @param method of HTTP, or `SOCKET`
/// @param target path with its query, or the command's name
/// @param body JSON, a form, or the command's fields
/// @param headers besides the token
record Call(String method, String target, @Nullable Object body, Map<String, String> headers) {
    static final String SOCKET = "SOCKET";

    /// A call of the shape `METHOD /path/{}` or `SOCKET name`.
    static Call of(String shape, List<?> ids, String query, @Nullable Object body) {
        String[] words = shape.split(" ", 2);
        String target = words[1];
        for (Object id : ids) {
            target = target.replaceFirst("\\{}", String.valueOf(id));
        }
        return new Call(words[0], target + query, body, Map.of());
    }

    boolean isForm() {
        return body instanceof Multipart;
    }

    /// Whether it only asks.
    boolean reads() {
        return method.equals("GET");
    }
}
