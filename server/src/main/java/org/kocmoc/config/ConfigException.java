package org.kocmoc.config;

import java.util.List;

/// The configuration cannot be used: carries every problem found, one line each.
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /// The problems in the order of the variables.
    public List<String> problems() {
        return problems;
    }
}
