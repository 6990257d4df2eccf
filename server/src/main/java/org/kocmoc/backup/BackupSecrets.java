package org.kocmoc.backup;

import java.util.List;

/// The secrets without which a restored database cannot be read or its tokens checked.
///
/// @param jwt signs tokens
/// @param masters master keys in hexadecimal, the one in force first
public record BackupSecrets(String jwt, List<String> masters) {
    /// At least one master key.
    public BackupSecrets {
        masters = List.copyOf(masters);
    }

    @Override
    public String toString() {
        return "BackupSecrets[***]";
    }
}
