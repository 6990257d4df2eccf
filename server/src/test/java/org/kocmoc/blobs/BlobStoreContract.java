package org.kocmoc.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.input.BrokenInputStream;
import org.junit.jupiter.api.Test;
import org.kocmoc.base.Bytes;

/// What every blob store keeps to.
abstract class BlobStoreContract {
    private static final String KEY = "blobs/ab/abcdef0123456789abcdef0123456789";
    private static final String OTHER = "thumbs/ab/abcdef0123456789abcdef0123456789";

    /// A store without any blob; the same one within a test.
    abstract BlobStore store();

    private BlobStore.Blob put(String key, byte[] content) throws IOException {
        return store().put(key, new ByteArrayInputStream(content));
    }

    private byte[] read(String key) throws IOException {
        try (InputStream in = store().open(key, 0, Long.MAX_VALUE)) {
            return in.readAllBytes();
        }
    }

    private List<String> keys() throws IOException {
        List<String> keys = new ArrayList<>();
        store().list(blob -> keys.add(blob.key()));
        return keys;
    }

    @Test
    void whatWasPutIsReadAgainWithItsSizeAndDigest() throws IOException {
        byte[] content = Bytes.random(200_000);

        BlobStore.Blob blob = put(KEY, content);

        assertThat(blob.size()).isEqualTo(content.length);
        assertThat(blob.sha256()).isEqualTo(Bytes.sha256(content));
        assertThat(read(KEY)).isEqualTo(content);
    }

    @Test
    void partsAreReadWithinTheirBounds() throws IOException {
        put(KEY, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});

        try (InputStream in = store().open(KEY, 3, 4)) {
            assertThat(in.readAllBytes()).containsExactly(3, 4, 5, 6);
        }
        try (InputStream in = store().open(KEY, 8, 100)) {
            assertThat(in.readAllBytes()).containsExactly(8, 9);
        }
    }

    @Test
    void anEmptyBlobIsABlob() throws IOException {
        assertThat(put(KEY, new byte[0]).size()).isZero();
        assertThat(read(KEY)).isEmpty();
    }

    @Test
    void aSourceThatBreaksLeavesNothingBehind() throws IOException {
        InputStream breaking = new BrokenInputStream(() -> new IOException("the client is gone"));
        InputStream half =
                new SequenceInputStream(new ByteArrayInputStream(new byte[9_000]), breaking);

        assertThatThrownBy(() -> store().put(KEY, half)).hasMessage("the client is gone");

        assertThat(keys()).isEmpty();
        assertThatThrownBy(() -> read(KEY)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aSecondPutReplacesTheFirstOnlyWhenItIsComplete() throws IOException {
        put(KEY, new byte[] {1});
        InputStream breaking = new BrokenInputStream(this::lookWhilePutting);

        assertThatThrownBy(() -> store().put(KEY, breaking)).hasMessage("the client is gone");
        assertThat(read(KEY)).containsExactly(1);
        put(KEY, new byte[] {2});
        assertThat(read(KEY)).containsExactly(2);
    }

    private IOException lookWhilePutting() {
        try {
            assertThat(read(KEY)).containsExactly(1);
            return new IOException("the client is gone");
        } catch (IOException e) {
            return e;
        }
    }

    @Test
    void deletingIsRepeatable() throws IOException {
        put(KEY, new byte[] {1});

        store().delete(KEY);
        store().delete(KEY);

        assertThat(keys()).isEmpty();
        assertThat(store().path(KEY)).isEmpty();
    }

    @Test
    void allBlobsAreListedWithTheirTimes() throws IOException {
        Instant before = Instant.now().minusSeconds(5);
        put(KEY, new byte[] {1});
        put(OTHER, new byte[] {1});

        assertThat(keys()).containsExactlyInAnyOrder(KEY, OTHER);
        store().list(blob -> assertThat(blob.modified()).isAfter(before));
    }

    @Test
    void itIsEmptyUntilThereIsABlobAndTheMarkIsNone() throws IOException {
        assertThat(store().isEmpty()).isTrue();

        put(BlobKeys.MARK, new byte[] {1});
        assertThat(store().isEmpty()).isTrue();
        assertThat(keys()).isEmpty();
        assertThat(read(BlobKeys.MARK)).containsExactly(1);

        put(OTHER, new byte[] {1});
        assertThat(store().isEmpty()).isFalse();
        store().delete(OTHER);
        assertThat(store().isEmpty()).isTrue();
        put(KEY, new byte[] {1});
        assertThat(store().isEmpty()).isFalse();
    }

    @Test
    void keysThatAreNotOurOwnAreRefused() {
        for (String key :
                List.of("blobs/../../etc/passwd", "/etc/passwd", "files/x", "blobs/ab/..", "")) {
            assertThatThrownBy(() -> store().path(key))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> put(key, new byte[1]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
