package org.kocmoc;

import java.util.Optional;
import java.util.stream.Stream;
import org.kocmoc.backup.BackupSecrets;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.Secret;
import org.kocmoc.config.Config;
import org.kocmoc.config.SecretFiles;
import org.kocmoc.vault.MasterKey;
import org.kocmoc.vault.Vault;

/// The secrets in force: given by configuration, else made once and kept in `secrets/`.
///
/// @param jwt signs tokens
/// @param vault seals what is stored
record Secrets(Secret jwt, Vault vault) {
    /// Files of the secrets folder.
    static final String JWT_SECRET = "jwt-secret";

    static final String MASTER_KEY = "master-key";

    static final String PREVIOUS_MASTER_KEY = "master-key-previous";

    private static final int JWT_SECRET_BYTES = 32;

    static Secrets load(Config config) {
        SecretFiles files = new SecretFiles(config.data());
        Secret jwt =
                config.keys()
                        .jwt()
                        .orElseGet(
                                () ->
                                        files.readOrMake(
                                                JWT_SECRET,
                                                () -> Bytes.randomToken(JWT_SECRET_BYTES)));
        Secret master =
                config.keys()
                        .master()
                        .orElseGet(() -> files.readOrMake(MASTER_KEY, MasterKey::generate));
        Optional<Secret> previous =
                config.keys().previousMaster().or(() -> files.read(PREVIOUS_MASTER_KEY));
        return new Secrets(
                jwt, new Vault(key(master), previous.map(Secrets::key).stream().toList()));
    }

    /// What the bus subjects of this installation begin with: the same on all its nodes, and not to
    /// be guessed by others that share a NATS server.
    String busPrefix() {
        return "kocmoc." + Bytes.sha256Hex("bus subjects " + jwt.reveal()).substring(0, 16) + ".";
    }

    /// What a backup must carry. Makes nothing.
    ///
    /// @throws StartException if there is no secret yet
    static BackupSecrets forBackup(Config config) {
        SecretFiles files = new SecretFiles(config.data());
        Optional<Secret> jwt = config.keys().jwt().or(() -> files.read(JWT_SECRET));
        Optional<Secret> master = config.keys().master().or(() -> files.read(MASTER_KEY));
        if (jwt.isEmpty() || master.isEmpty()) {
            throw new StartException(
                    "There are no secrets in " + config.data() + ": nothing to back up yet.");
        }
        Optional<Secret> previous =
                config.keys().previousMaster().or(() -> files.read(PREVIOUS_MASTER_KEY));
        return new BackupSecrets(
                jwt.get().reveal(),
                Stream.concat(master.stream(), previous.stream()).map(Secret::reveal).toList());
    }

    private static MasterKey key(Secret hex) {
        return MasterKey.parse(hex.reveal());
    }
}
