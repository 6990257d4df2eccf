package org.kocmoc;

import java.io.PrintWriter;
import java.time.Clock;
import org.kocmoc.account.Administrators;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Closer;
import org.kocmoc.base.Secret;
import org.kocmoc.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Administrators made from outside of the service, beside a running server or without one.
@Command(
        name = "admin",
        description = "Makes administrators and gives them new passwords.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AdminCommand {
    private final PrintWriter out;

    AdminCommand(PrintWriter out) {
        this.out = out;
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description =
                    "Makes an administrator, also of an existing account; shows the new password.")
    int create(@Option(names = "--email", required = true) String email) {
        return set(email, true);
    }

    @Command(
            name = "reset",
            mixinStandardHelpOptions = true,
            description =
                    "Gives an administrator a new password and signs the account out everywhere.")
    int reset(@Option(names = "--email", required = true) String email) {
        return set(email, false);
    }

    private int set(String email, boolean mayCreate) {
        Config config = Commands.configuration();
        try (Closer closer = new Closer()) {
            Plumbing plumbing =
                    Plumbing.open(
                            config,
                            Storage.beside(config, closer),
                            Clock.systemUTC(),
                            Ports.STANDARD,
                            closer);
            Administrators administrators =
                    Identity.build(plumbing, () -> false, closer).account().administrators();
            if (!mayCreate && !administrators.exists(email)) {
                out.println("There is no account with this email. To make one: admin create");
                return 1;
            }
            Secret password = Administrators.generated();
            administrators.createOrReset(email, password);
            out.println("Administrator " + email + ", password " + password.reveal());
            return 0;
        } catch (ApiException e) {
            throw new StartException(e.code().text(), e);
        }
    }
}
