package org.kocmoc;

import java.util.List;
import java.util.Optional;
import org.kocmoc.backup.BackupSecrets;
import org.kocmoc.base.Secret;
import org.kocmoc.config.Config;
import org.kocmoc.config.SecretFiles;
import org.kocmoc.vault.MasterKey;
import org.kocmoc.vault.Vault;

/// What becomes of a backup's secrets: kept in `secrets/` where this installation has none. Where
/// it has a master key of its own, everything is sealed anew under that one; until that is done the
/// backup's key stands beside it as the former one, so that nothing is lost if it is cut off.
final class RestoredSecrets {
    private final Config config;
    private final SecretFiles files;
    private Optional<Vault> toRotate = Optional.empty();

    RestoredSecrets(Config config) {
        this.config = config;
        this.files = new SecretFiles(config.data());
    }

    /// Before the restored database becomes visible.
    void keep(BackupSecrets backup) {
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
