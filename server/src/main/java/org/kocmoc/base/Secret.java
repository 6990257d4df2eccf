package org.kocmoc.base;

/// A value that never prints: logs, errors and `toString` show `***`.
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
