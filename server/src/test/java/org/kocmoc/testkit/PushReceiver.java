package org.kocmoc.testkit;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.Json;
import tools.jackson.databind.JsonNode;

/// A push service with one browser behind it, on a free loopback port: takes messages as a push
/// service does (RFC 8030), checks who sends them (RFC 8292) and opens them as the browser does
/// (RFC 8291), with code of its own. Any thread.
public final class PushReceiver implements AutoCloseable {
    /// How the service answers, in order; afterwards with 201.
    public record Reply(int status, Map<String, String> headers) {}

    /// A message that came.
    ///
    /// @param headers lower-case names
    /// @param bytes as they travelled
    /// @param plain what the browser reads, blanks included
    /// @param token the sender's
    /// @param senderKey the sender's public key
    public record Message(
            Map<String, String> headers,
            byte[] bytes,
            byte[] plain,
            DecodedJWT token,
            String senderKey) {
        public JsonNode json() {
            return Json.read(plain);
        }
    }

    private final HttpServer server;
    private final KeyPair keys = keyPair();
    private final byte[] secret = Bytes.random(16);
    private final Queue<Reply> replies = new ArrayDeque<>();
    private final List<Message> messages = new ArrayList<>();

    public PushReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/push/abc";
    }

    /// What the browser's `PushSubscription` looks like as JSON.
    public Map<String, Object> subscription() {
        return Map.of(
                "endpoint",
                endpoint(),
                "keys",
                Map.of(
                        "p256dh",
                        Bytes.base64Url(uncompressed((ECPublicKey) keys.getPublic())),
                        "auth",
                        Bytes.base64Url(secret)));
    }

    public synchronized void reply(int status, Map<String, String> headers) {
        replies.add(new Reply(status, headers));
    }

    public synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    /// Waits until that many messages have come in all.
    public List<Message> await(int count) throws InterruptedException {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (messages().size() < count && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        if (messages().size() < count) {
            throw new AssertionError(messages().size() + " push messages, not " + count);
        }
        return messages();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Reply reply = keep(exchange, body);
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(reply.status(), -1);
        } catch (GeneralSecurityException | RuntimeException e) {
            exchange.sendResponseHeaders(400, -1);
        }
    }

    private synchronized Reply keep(HttpExchange exchange, byte[] body)
            throws GeneralSecurityException {
        Map<String, String> headers = new java.util.TreeMap<>();
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) ->
                                headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        String[] pieces =
                headers.getOrDefault("authorization", "vapid ")
                        .substring("vapid ".length())
                        .split(", *");
        String key = "";
        String token = "";
        for (String piece : pieces) {
            if (piece.startsWith("k=")) {
                key = piece.substring(2);
            } else if (piece.startsWith("t=")) {
                token = piece.substring(2);
            }
        }
        ECPublicKey sender = point(Base64.getUrlDecoder().decode(key));
        DecodedJWT verified =
                JWT.require(Algorithm.ECDSA256(sender, null))
                        .withAudience("http://127.0.0.1:" + server.getAddress().getPort())
                        .build()
                        .verify(token);
        byte[] plain =
                open(body, keys.getPrivate(), uncompressed((ECPublicKey) keys.getPublic()), secret);
        messages.add(new Message(headers, body, plain, verified, key));
        Reply next = replies.poll();
        return next == null ? new Reply(201, Map.of()) : next;
    }

    /// Opens `salt[16] | record size u32 | key length u8 | key | one record`.
    public static byte[] open(byte[] body, PrivateKey own, byte[] ownPublic, byte[] secret)
            throws GeneralSecurityException {
        ByteBuffer in = ByteBuffer.wrap(body);
        byte[] salt = new byte[16];
        in.get(salt);
        in.getInt();
        byte[] senderPublic = new byte[in.get() & 0xff];
        in.get(senderPublic);
        byte[] sealed = new byte[in.remaining()];
        in.get(sealed);
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(own);
        agreement.doPhase(point(senderPublic), true);
        byte[] info =
                ByteBuffer.allocate(14 + 65 + 65)
                        .put("WebPush: info\0".getBytes(StandardCharsets.US_ASCII))
                        .put(ownPublic)
                        .put(senderPublic)
                        .array();
        byte[] material = hkdf(secret, agreement.generateSecret(), info, 32);
        byte[] key = hkdf(salt, material, label("Content-Encoding: aes128gcm\0"), 16);
        byte[] nonce = hkdf(salt, material, label("Content-Encoding: nonce\0"), 12);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, nonce));
        byte[] padded = cipher.doFinal(sealed);
        int end = padded.length - 1;
        while (padded[end] == 0) {
            end--;
        }
        if (padded[end] != 2) {
            throw new GeneralSecurityException("not a last record");
        }
        return Arrays.copyOf(padded, end);
    }

    private static byte[] label(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hkdf(byte[] salt, byte[] input, byte[] info, int length)
            throws GeneralSecurityException {
        SecretKey saltKey = new SecretKeySpec(salt, "HKDF");
        return KDF.getInstance("HKDF-SHA256")
                .deriveData(
                        HKDFParameterSpec.ofExtract()
                                .addSalt(saltKey)
                                .addIKM(input)
                                .thenExpand(info, length));
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A point of P-256 as `4 | x | y`.
    public static ECPublicKey point(byte[] uncompressed) throws GeneralSecurityException {
        ECPoint point =
                new ECPoint(
                        new java.math.BigInteger(1, Arrays.copyOfRange(uncompressed, 1, 33)),
                        new java.math.BigInteger(1, Arrays.copyOfRange(uncompressed, 33, 65)));
        return (ECPublicKey)
                KeyFactory.getInstance("EC")
                        .generatePublic(
                                new ECPublicKeySpec(
                                        point, ((ECPublicKey) keyPair().getPublic()).getParams()));
    }

    private static byte[] uncompressed(ECPublicKey key) {
        ByteBuffer out = ByteBuffer.allocate(65).put((byte) 4);
        put(out, key.getW().getAffineX());
        put(out, key.getW().getAffineY());
        return out.array();
    }

    private static void put(ByteBuffer out, java.math.BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = Math.max(0, bytes.length - 32);
        out.put(new byte[32 - (bytes.length - from)]).put(bytes, from, bytes.length - from);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
