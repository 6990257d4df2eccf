package org.kocmoc;

import java.io.PrintWriter;

/// Entry point of the server's jar.
public final class Main {
    private Main() {}

    /// Runs the command line and exits with its status.
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
        PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
        System.exit(Commands.run(out, err, args));
    }
}
