package org.kocmoc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A small disk in memory, where this account may mount one.
public final class SmallDisk {
    private SmallDisk() {}

    /// Whether it could be mounted there.
    public static boolean mount(Path folder, String size) throws InterruptedException {
        return run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString());
    }

    /// Changes options of a mounted one.
    public static void remount(Path folder, String options) throws InterruptedException {
        assertThat(run("mount", "-o", "remount," + options, folder.toString())).isTrue();
    }

    /// Takes it away, whatever is still open on it.
    public static void unmount(Path folder) throws InterruptedException {
        assertThat(run("umount", "-l", folder.toString())).isTrue();
    }

    /// Writes a file that takes all that is left.
    public static void fill(Path filler) {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            // Full.
            assertThat(filler).isNotEmptyFile();
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            // No such program.
            return false;
        }
    }
}
