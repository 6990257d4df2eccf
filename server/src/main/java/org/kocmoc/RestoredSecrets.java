package org.kocmoc;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kocmoc.backup.BackupException;
import org.kocmoc.backup.BackupSecrets;
import org.kocmoc.backup.Restore;
import org.kocmoc.base.Secret;
import org.kocmoc.config.Config;
import org.kocmoc.config.SecretFiles;
import org.kocmoc.vault.MasterKey;
import org.kocmoc.vault.Vault;

/// What becomes of a backup's secrets: kept in `secrets/` where this installation has none. Where
/// it has a master key of its own, everything is sealed anew under that one; until that is done the
/// backup's key stands beside it as the former one, so that nothing is lost if it is cut off.
final class RestoredSecrets implements Restore.SecretSink {
    private final Config config;
    private final boolean signsOut;
    private final SecretFiles files;
    private Optional<Vault> toRotate = Optional.empty();

    /// @param signsOut whether tokens of the backup's people may become worthless
    RestoredSecrets(Config config, boolean signsOut) {
        this.config = config;
        this.signsOut = signsOut;
        this.files = new SecretFiles(config.data());
    }

    @Override
    public void check(BackupSecrets backup) {
        Optional<Secret> own = config.keys().jwt().or(() -> files.read(Secrets.JWT_SECRET));
        if (!signsOut && own.isPresent() && !own.get().reveal().equals(backup.jwt())) {
            throw new BackupException(
                    "The JWT_SECRET here is not the backup's: everybody would have to sign in anew. %s, and the backup's is used. If they shall sign in anew: --sign-everybody-out"
                            .formatted(
                                    config.keys().jwt().isPresent()
                                            ? "Leave the variable out"
                                            : "Move " + place(Secrets.JWT_SECRET) + " away"));
        }
    }

    @Override
    public void keep(BackupSecrets backup) {
        if (config.keys().jwt().isEmpty()) {
            files.readOrMake(Secrets.JWT_SECRET, backup::jwt);
        }
        String master = backup.masters().getFirst();
        Secret own =
                config.keys()
                        .master()
                        .orElseGet(() -> files.readOrMake(Secrets.MASTER_KEY, () -> master));
        if (!own.reveal().equalsIgnoreCase(master)) {
            files.readOrMake(Secrets.PREVIOUS_MASTER_KEY, () -> master);
            toRotate = Optional.of(vault(own.reveal(), backup.masters()));
        } else if (backup.masters().size() > 1) {
            toRotate = Optional.of(vault(master, backup.masters()));
        }
    }

    /// Which secrets the servers of an external database have to be given, by variable, and the
    /// files in which they are. The embedded one has a single server, which finds them there.
    Map<String, Path> toHandOut() {
        Map<String, Path> secrets = new LinkedHashMap<>();
        if (config.database().isPresent()) {
            if (config.keys().jwt().isEmpty()) {
                secrets.put("JWT_SECRET", place(Secrets.JWT_SECRET));
            }
            if (config.keys().master().isEmpty()) {
                secrets.put("MASTER_KEY", place(Secrets.MASTER_KEY));
            }
        }
        return secrets;
    }

    private Path place(String name) {
        return config.data().resolve("secrets").resolve(name);
    }

    /// Seals everything anew; empty if it is sealed under the right key already.
    Optional<Vault> vaultToRotate() {
        return toRotate;
    }

    /// The backup's key is not needed any more.
    void rotated() {
        files.remove(Secrets.PREVIOUS_MASTER_KEY);
    }

    /// @param masters what else opens
    static Vault vault(String current, List<String> masters) {
        return new Vault(
                MasterKey.parse(current),
                masters.stream()
                        .filter(master -> !master.equalsIgnoreCase(current))
                        .map(MasterKey::parse)
                        .toList());
    }
}
