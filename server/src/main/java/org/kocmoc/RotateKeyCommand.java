package org.kocmoc;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kocmoc.base.Closer;
import org.kocmoc.base.Secret;
import org.kocmoc.config.Config;
import org.kocmoc.config.SecretFiles;
import org.kocmoc.db.Database;
import org.kocmoc.vault.MasterKey;
import picocli.CommandLine.Command;

/// Replaces the master key. The former one is kept until everything is sealed under the new one, so
/// that nothing is lost wherever it is cut off; running it again goes on.
@Command(
        name = "rotate-key",
        description = "Replaces the master key without touching messages.",
        mixinStandardHelpOptions = true)
final class RotateKeyCommand implements Callable<Integer> {
    private static final int INSTRUCTED = 2;

    private final PrintWriter out;

    RotateKeyCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        Config config = Commands.configuration();
        boolean own = config.keys().master().isEmpty();
        if (!own && config.keys().previousMaster().isEmpty()) {
            out.println("MASTER_KEY is given from outside. To replace it:");
            out.println("  1. Make a new one: openssl rand -hex 32");
            out.println("  2. Set MASTER_KEY to it and MASTER_KEY_PREVIOUS to the present one,");
            out.println("     and start every server anew with both.");
            out.println("  3. Run rotate-key with the same two.");
            out.println("  4. Remove MASTER_KEY_PREVIOUS.");
            return INSTRUCTED;
        }
        try (Closer closer = new Closer()) {
            // A running server knows only the former key of the secrets folder, so it must not run.
            Database database =
                    Storage.open(
                            own ? Storage.settings(config, closer) : Storage.beside(config, closer),
                            closer);
            SecretFiles files = new SecretFiles(config.data());
            if (own) {
                begin(files);
            }
            long sealed = new KeyRotation(database, Secrets.load(config).vault()).run();
            if (own) {
                files.remove(Secrets.PREVIOUS_MASTER_KEY);
            }
            out.println(
                    "Sealed anew: " + sealed + ". The former master key is not needed any more.");
            if (!own) {
                out.println("Remove MASTER_KEY_PREVIOUS from the configuration.");
            }
            return 0;
        }
    }

    /// Makes the new key, unless an earlier run did and was cut off.
    static void begin(SecretFiles files) {
        Secret present = files.readOrMake(Secrets.MASTER_KEY, MasterKey::generate);
        Optional<Secret> former = files.read(Secrets.PREVIOUS_MASTER_KEY);
        if (former.isPresent() && !former.get().equals(present)) {
            return;
        }
        files.readOrMake(Secrets.PREVIOUS_MASTER_KEY, present::reveal);
        files.replace(Secrets.MASTER_KEY, new Secret(MasterKey.generate()));
    }
}
