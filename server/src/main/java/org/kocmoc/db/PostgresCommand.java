package org.kocmoc.db;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Runs PostgreSQL's programs on one data directory, as an account that they accept: they refuse
/// root.
///
/// Root runs them as the directory's owner if that is somebody else; otherwise in a user namespace
/// of its own, in which it is nobody special and still owns its files; and where containers forbid
/// such namespaces, as `nobody`, who is then given the directory.
final class PostgresCommand {
    private static final int ROOT = 0;
    private static final int NOBODY = 65534;

    private final PostgresBinaries binaries;
    private final List<String> prefix;

    private PostgresCommand(PostgresBinaries binaries, List<String> prefix) {
        this.binaries = binaries;
        this.prefix = prefix;
    }

    /// For `directory`, which exists, and whose ownership this may change.
    static PostgresCommand on(Path directory, PostgresBinaries binaries, boolean namespaces)
            throws IOException {
        if (File.separatorChar == '\\' || new UnixSystem().getUid() != ROOT) {
            return new PostgresCommand(binaries, List.of());
        }
        int owner = (Integer) Files.getAttribute(directory, "unix:uid");
        if (owner == ROOT && namespaces && succeeds(List.of("unshare", "-U", "true"))) {
            return new PostgresCommand(binaries, List.of("unshare", "-U"));
        }
        int account = owner == ROOT ? NOBODY : owner;
        give(directory, account);
        return new PostgresCommand(binaries, switchTo(account, directory));
    }

    /// Runs to the end and returns the output.
    ///
    /// @throws IOException with the output if the program fails
    String run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(binaries.program(program).toString());
        command.addAll(List.of(arguments));
        return run(new ProcessBuilder(command));
    }

    static String run(ProcessBuilder builder) throws IOException {
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PG"));
        environment.put("LC_ALL", "C");
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", builder.command()) + ": " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted during " + builder.command(), e);
        }
        return output;
    }

    private static List<String> switchTo(int account, Path directory) throws IOException {
        List<String> plain =
                List.of("setpriv", "--reuid=" + account, "--regid=" + account, "--clear-groups");
        if (succeeds(concat(plain, "ls", directory.toString()))) {
            return plain;
        }
        // A folder above is closed to others, as /root is. Without the security bit access(2), by
        // which PostgreSQL looks for its programs, would not honour the capability.
        List<String> passing =
                concat(
                        plain,
                        "--securebits=+no_setuid_fixup",
                        "--inh-caps=-all,+dac_override",
                        "--ambient-caps=-all,+dac_override");
        if (succeeds(concat(passing, "ls", directory.toString()))) {
            return passing;
        }
        throw new IOException(
                "PostgreSQL does not run as root, and this system lets root start it neither in a user namespace nor by setpriv as another user. Start the server as an ordinary user, or set PG_HOST and PG_PASSWORD to use a PostgreSQL of your own.");
    }

    private static void give(Path directory, int account) throws IOException {
        if (!Files.getAttribute(directory, "unix:uid").equals(account)) {
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.toList()) {
                    Files.setAttribute(path, "unix:uid", account);
                    Files.setAttribute(path, "unix:gid", account);
                }
            }
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            run(new ProcessBuilder(command));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> concat(List<String> head, String... tail) {
        return Stream.concat(head.stream(), Stream.of(tail)).toList();
    }
}
