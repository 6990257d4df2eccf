package org.kocmoc.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that the server shows: read from its files, and again when they have changed.
///
/// A chain and a key that do not belong together are never shown, since a renewal writes one after
/// the other: the former certificate stays until both have come. Any thread; reading blocks.
final class Certificate {
    private static final Logger LOG = LoggerFactory.getLogger(Certificate.class);

    /// Between two looks at the files.
    private static final Duration LOOK = Duration.ofSeconds(10);

    /// How a key signs; of others it is not checked whether they fit.
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /// What tells one state of the files from another; links are followed.
    private record Stamp(List<Object> values) {}

    private record Loaded(PemKeyCertOptions options, Instant end) {}

    private final Vertx vertx;
    private final Path chain;
    private final Path key;
    private volatile Loaded loaded;
    private @Nullable Stamp seen;
    private @Nullable Stamp refused;

    private Certificate(Vertx vertx, Path chain, Path key) {
        this.vertx = vertx;
        this.chain = chain;
        this.key = key;
        try {
            this.seen = stamp();
            this.loaded = read();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "TLS_CERT and TLS_KEY cannot be used: " + e.getMessage(), e);
        }
    }

    /// The one of the settings, if there is any; its end is a figure.
    ///
    /// @throws IllegalStateException if its files cannot be used
    static Optional<Certificate> of(Vertx vertx, HttpSettings settings, MeterRegistry metrics) {
        Optional<Certificate> certificate =
                settings.tlsCertificate()
                        .flatMap(
                                chain ->
                                        settings.tlsKey()
                                                .map(key -> new Certificate(vertx, chain, key)));
        Gauge.builder("kocmoc_certificate_end_seconds", certificate, Certificate::end)
                .description("Unix time at which the certificate of TLS_CERT ends; NaN without one")
                .strongReference(true)
                .register(metrics);
        return certificate;
    }

    private static double end(Optional<Certificate> certificate) {
        return certificate
                .map(one -> (double) one.loaded.end().getEpochSecond())
                .orElse(Double.NaN);
    }

    /// The certificate and its key.
    PemKeyCertOptions options() {
        return loaded.options();
    }

    /// Looks at the files from now on.
    ///
    /// @param renewed called when there is a new certificate; must return quickly
    void watch(Runnable renewed) {
        vertx.setPeriodic(
                LOOK.toMillis(),
                timer ->
                        vertx.executeBlocking(this::isRenewed)
                                .onSuccess(
                                        changed -> {
                                            if (changed) {
                                                renewed.run();
                                            }
                                        }));
    }

    private synchronized boolean isRenewed() {
        @Nullable Stamp now = null;
        try {
            now = stamp();
            if (now.equals(seen)) {
                return false;
            }
            loaded = read();
            seen = now;
            LOG.atInfo().addKeyValue("until", loaded.end()).log("the certificate was renewed");
            return true;
        } catch (IOException | GeneralSecurityException e) {
            // Rights change neither time nor size: it is tried again and told once.
            if (now == null || !now.equals(refused)) {
                refused = now;
                LOG.atWarn()
                        .addKeyValue("cause", e.toString())
                        .log("the new certificate cannot be used: the former one stays");
            }
            return false;
        }
    }

    private Stamp stamp() throws IOException {
        BasicFileAttributes one = Files.readAttributes(chain, BasicFileAttributes.class);
        BasicFileAttributes other = Files.readAttributes(key, BasicFileAttributes.class);
        return new Stamp(
                List.of(
                        one.lastModifiedTime(),
                        one.size(),
                        other.lastModifiedTime(),
                        other.size()));
    }

    private Loaded read() throws IOException, GeneralSecurityException {
        PemKeyCertOptions options =
                new PemKeyCertOptions()
                        .setCertValue(Buffer.buffer(Files.readAllBytes(chain)))
                        .setKeyValue(Buffer.buffer(Files.readAllBytes(key)));
        try {
            String name = options.loadKeyStore(vertx).aliases().nextElement();
            X509KeyManager manager =
                    (X509KeyManager) options.getKeyManagerFactory(vertx).getKeyManagers()[0];
            X509Certificate first = manager.getCertificateChain(name)[0];
            if (!belong(first, manager.getPrivateKey(name))) {
                throw new GeneralSecurityException("the key is not that of the certificate");
            }
            return new Loaded(options, first.getNotAfter().toInstant());
        } catch (IOException | GeneralSecurityException e) {
            throw e;
        } catch (Exception e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static boolean belong(X509Certificate certificate, PrivateKey key)
            throws GeneralSecurityException {
        String algorithm = SIGNATURES.get(key.getAlgorithm());
        if (algorithm == null) {
            return true;
        }
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        byte[] probe = certificate.getEncoded();
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(probe);
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certificate.getPublicKey());
        verifying.update(probe);
        return verifying.verify(signing.sign());
    }
}
