package org.kocmoc.config;

import io.github.cdimascio.dotenv.Dotenv;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Where values come from: the environment, then `.env`, then the default. Immutable; any thread.
public final class Sources {
    /// A value and its origin for `./kocmoc config`.
    public record Value(String text, String origin) {}

    private final Map<String, String> environment;
    private final Map<String, String> file;

    private Sources(Map<String, String> environment, Map<String, String> file) {
        this.environment = Map.copyOf(environment);
        this.file = Map.copyOf(file);
    }

    /// The given environment and the `.env` file of a folder, if there is one.
    public static Sources of(Map<String, String> environment, Path folder) {
        if (!Files.isRegularFile(folder.resolve(".env"))) {
            return new Sources(environment, Map.of());
        }
        Dotenv dotenv = Dotenv.configure().directory(folder.toString()).load();
        Map<String, String> entries = new HashMap<>();
        dotenv.entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)
                .forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return new Sources(environment, entries);
    }

    /// The value that counts; an empty one counts as absent.
    public Optional<Value> value(Setting setting) {
        return given(setting)
                .or(
                        () ->
                                Optional.ofNullable(setting.absent())
                                        .map(text -> new Value(text, "default")));
    }

    /// The value if somebody set it.
    public Optional<Value> given(Setting setting) {
        return from(environment, setting, "environment").or(() -> from(file, setting, ".env"));
    }

    /// Whether the variable is there at all, even empty.
    public boolean isNamed(Setting setting) {
        return environment.containsKey(setting.name()) || file.containsKey(setting.name());
    }

    private static Optional<Value> from(
            Map<String, String> source, Setting setting, String origin) {
        return Optional.ofNullable(source.get(setting.name()))
                .filter(text -> !text.isBlank())
                .map(text -> new Value(text.strip(), origin));
    }
}
