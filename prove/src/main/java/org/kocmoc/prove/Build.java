package org.kocmoc.prove;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// A build of the server that can be run.
///
/// @param arguments of the `java` command
/// @param takesOrders whether it can be controlled as [ServerUnderTest] can; others are ended by a
///   signal
record Build(List<String> arguments, boolean takesOrders) {
    /// What stands on the class path of this process.
    ///
    /// @param mainClass [ServerUnderTest] or what wraps it
    static Build of(String mainClass) {
        return new Build(List.of("-cp", classPath(), mainClass), true);
    }

    /// The same with one more folder in front of it, as if it had been built into it.
    static Build of(String mainClass, Path more) {
        String path = more + File.pathSeparator + classPath();
        return new Build(List.of("-cp", path, mainClass), true);
    }

    /// Servers run in folders of their own.
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(path -> Path.of(path).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// A jar that was released or built of another revision.
    static Build jar(Path jar) {
        return new Build(List.of("-jar", jar.toAbsolutePath().toString(), "start"), false);
    }
}
