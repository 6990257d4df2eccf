package org.kocmoc;

import picocli.CommandLine;

/// Entry point of the server's jar.
public final class Main {
    private Main() {}

    /// Runs the command line and exits with its status.
    public static void main(String[] args) {
        System.exit(new CommandLine(new Commands()).execute(args));
    }
}
