package org.kocmoc.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.base.Bytes;
import org.kocmoc.testkit.S3Server;

/// The contract on a real S3 server, spoken to by its address as operators write it.
class S3BlobStoreTest extends BlobStoreContract {
    private static final String KEY = "blobs/cd/cdef0123456789abcdef0123456789ab";
    private static final int LARGE = 20_000_000;

    @TempDir static Path folder;

    private static S3Server server;
    private static S3BlobStore store;

    @BeforeAll
    static void start() throws Exception {
        server = new S3Server(folder);
        store = S3BlobStore.at(URI.create(server.url()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() throws IOException {
        List<String> keys = new ArrayList<>();
        store.list(blob -> keys.add(blob.key()));
        for (String key : keys) {
            store.delete(key);
        }
    }

    @Override
    BlobStore store() {
        return store;
    }

    @Test
    void aLargeBlobGoesInPartsAndIsReadInRanges() throws IOException {
        byte[] content = Bytes.random(LARGE);

        BlobStore.Blob blob = store.put(KEY, new ByteArrayInputStream(content));

        assertThat(blob.size()).isEqualTo(LARGE);
        assertThat(blob.sha256()).isEqualTo(Bytes.sha256(content));
        try (InputStream in = store.open(KEY, LARGE - 1000, 1000)) {
            assertThat(in.readAllBytes())
                    .isEqualTo(Arrays.copyOfRange(content, LARGE - 1000, LARGE));
        }
        store.discardUnfinished(Instant.now().plusSeconds(60));
        try (InputStream in = store.open(KEY, 0, Long.MAX_VALUE)) {
            assertThat(Bytes.sha256(in.readAllBytes())).isEqualTo(blob.sha256());
        }
    }

    @Test
    void aWrongSecretIsAnErrorThatSaysSoWithoutTheSecret() {
        S3BlobStore stranger =
                S3BlobStore.at(URI.create(server.url().replace("secret%2F", "guessed%2F")));

        assertThatThrownBy(() -> stranger.put(KEY, new ByteArrayInputStream(new byte[9])))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("the file store failed")
                .hasMessageNotContaining("guessed");
    }
}
