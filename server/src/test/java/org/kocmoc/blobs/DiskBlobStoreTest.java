package org.kocmoc.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskBlobStoreTest extends BlobStoreContract {
    @TempDir Path folder;

    @Override
    BlobStore store() {
        return new DiskBlobStore(folder);
    }

    @Test
    void onlyOldUnfinishedFilesAreDiscarded() throws IOException {
        Path tmp = Files.createDirectories(folder.resolve("tmp"));
        Path old = Files.createFile(tmp.resolve("put-1"));
        Path young = Files.createFile(tmp.resolve("put-2"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));

        store().discardUnfinished(Instant.parse("2026-01-02T00:00:00Z"));

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void whatIsNoBlobIsNotListed() throws IOException {
        Files.createDirectories(folder.resolve("blobs/ab"));
        Files.createFile(folder.resolve("blobs/ab/readme.txt"));
        Files.createFile(folder.resolve("blobs/lost+found"));

        store().list(blob -> assertThat(blob).isNull());
    }
}
