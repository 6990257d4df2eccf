package org.kocmoc.blobs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Blobs in a bucket of an S3-compatible store, so that several servers share them. The store shows
/// an object only when it is complete, and lists what it has just taken. Any thread.
///
/// An upload is streamed: a small one in one request, a larger one in parts of 8 MiB, of which one
/// at a time is in memory.
public final class S3BlobStore implements BlobStore {
    /// No store takes parts below 5 MiB, and at most 10,000 of them: files up to 80 GB.
    private static final int PART_BYTES = 8 << 20;

    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final List<String> FOLDERS = List.of("blobs/", "thumbs/");

    private final S3Client client;
    private final String bucket;

    S3BlobStore(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    /// Of `https://key:secret@host/bucket`, with `?region=…` where the store has regions.
    public static S3BlobStore at(URI address) {
        String[] account = address.getRawUserInfo().split(":", 2);
        String query = address.getQuery() == null ? "" : address.getQuery();
        String region =
                query.startsWith("region=") ? query.substring("region=".length()) : "us-east-1";
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        S3Client client =
                S3Client.builder()
                        .endpointOverride(
                                URI.create(address.getScheme() + "://" + address.getHost() + port))
                        .region(Region.of(region))
                        .forcePathStyle(true)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                decode(account[0]), decode(account[1]))))
                        // Checksums in trailers are not understood by every compatible store.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(CONNECT)
                                        .socketTimeout(SILENCE))
                        .build();
        return new S3BlobStore(client, address.getPath().substring(1));
    }

    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public Blob put(String key, InputStream content) throws IOException {
        BlobKeys.check(key);
        MessageDigest digest = sha256();
        byte[] first = content.readNBytes(PART_BYTES);
        digest.update(first);
        try {
            if (first.length < PART_BYTES) {
                client.putObject(
                        request -> request.bucket(bucket).key(key), RequestBody.fromBytes(first));
                return new Blob(first.length, digest.digest());
            }
            long size = putParts(key, first, content, digest);
            return new Blob(size, digest.digest());
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    private long putParts(String key, byte[] first, InputStream content, MessageDigest digest)
            throws IOException {
        String upload =
                client.createMultipartUpload(request -> request.bucket(bucket).key(key)).uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            long size = 0;
            byte[] part = first;
            while (part.length > 0) {
                parts.add(putPart(key, upload, parts.size() + 1, part));
                size += part.length;
                part = content.readNBytes(PART_BYTES);
                digest.update(part);
            }
            client.completeMultipartUpload(
                    request ->
                            request.bucket(bucket)
                                    .key(key)
                                    .uploadId(upload)
                                    .multipartUpload(done -> done.parts(parts)));
            return size;
        } catch (IOException | RuntimeException e) {
            abort(key, upload, e);
            throw e;
        }
    }

    private CompletedPart putPart(String key, String upload, int number, byte[] bytes) {
        String tag =
                client.uploadPart(
                                request ->
                                        request.bucket(bucket)
                                                .key(key)
                                                .uploadId(upload)
                                                .partNumber(number),
                                RequestBody.fromBytes(bytes))
                        .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    /// What fails here is removed by [#discardUnfinished] later.
    private void abort(String key, String upload, Exception reason) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public InputStream open(String key, long offset, long length) throws IOException {
        BlobKeys.check(key);
        try {
            if (length == 0) {
                client.headObject(request -> request.bucket(bucket).key(key));
                return InputStream.nullInputStream();
            }
            boolean toTheEnd = length >= Long.MAX_VALUE - offset;
            String range = "bytes=" + offset + "-" + (toTheEnd ? "" : offset + length - 1);
            return client.getObject(request -> request.bucket(bucket).key(key).range(range));
        } catch (NoSuchKeyException e) {
            throw missing(key, e);
        } catch (S3Exception e) {
            if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                return new ByteArrayInputStream(new byte[0]);
            }
            throw failed(e);
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    private static NoSuchFileException missing(String key, Exception cause) {
        NoSuchFileException missing = new NoSuchFileException(key);
        missing.initCause(cause);
        return missing;
    }

    @Override
    public Optional<Path> path(String key) {
        BlobKeys.check(key);
        return Optional.empty();
    }

    @Override
    public void delete(String key) throws IOException {
        BlobKeys.check(key);
        try {
            client.deleteObject(request -> request.bucket(bucket).key(key));
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    @Override
    public void list(Consumer<Listed> each) throws IOException {
        try {
            for (String folder : FOLDERS) {
                client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(folder))
                        .contents()
                        .forEach(
                                object -> {
                                    if (BlobKeys.isKey(object.key())) {
                                        each.accept(
                                                new Listed(object.key(), object.lastModified()));
                                    }
                                });
            }
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean isEmpty() throws IOException {
        try {
            return FOLDERS.stream()
                    .flatMap(
                            folder ->
                                    // The mark alone must not hide a blob behind it.
                                    client
                                            .listObjectsV2(
                                                    request ->
                                                            request.bucket(bucket)
                                                                    .prefix(folder)
                                                                    .maxKeys(2))
                                            .contents()
                                            .stream())
                    .noneMatch(object -> BlobKeys.isKey(object.key()));
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    @Override
    public void discardUnfinished(Instant before) throws IOException {
        try {
            List<MultipartUpload> old =
                    client
                            .listMultipartUploadsPaginator(request -> request.bucket(bucket))
                            .uploads()
                            .stream()
                            .filter(upload -> upload.initiated().isBefore(before))
                            .toList();
            for (MultipartUpload upload : old) {
                client.abortMultipartUpload(
                        request ->
                                request.bucket(bucket)
                                        .key(upload.key())
                                        .uploadId(upload.uploadId()));
            }
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    private static IOException failed(SdkException e) {
        return new IOException("the file store failed: " + e.getMessage(), e);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
