package org.kocmoc.ratchet.primitive;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;

final class JdkKem implements Kem {
    /// q of ML-KEM.
    private static final int MODULUS = 3329;

    /// The seed ρ behind the coefficients of a public key.
    private static final int RHO = 32;

    private final String name;
    private final int publicKeySize;
    private final int ciphertextSize;
    private final byte[] publicPrefix;
    private final byte[] privatePrefix;
    private final int privateKeySize;

    JdkKem(String name, int publicKeySize, int ciphertextSize, int privateKeySize) {
        this.name = name;
        this.publicKeySize = publicKeySize;
        this.ciphertextSize = ciphertextSize;
        this.privateKeySize = privateKeySize;
        // A pair made once tells the DER that this JDK writes around its keys.
        KeyPair sample = pair(new SecureRandom());
        byte[] publicDer = sample.getPublic().getEncoded();
        byte[] privateDer = sample.getPrivate().getEncoded();
        this.publicPrefix = Arrays.copyOf(publicDer, publicDer.length - publicKeySize);
        this.privatePrefix = Arrays.copyOf(privateDer, privateDer.length - privateKeySize);
        Secret.wipe(privateDer);
    }

    @Override
    public int publicKeySize() {
        return publicKeySize;
    }

    @Override
    public int ciphertextSize() {
        return ciphertextSize;
    }

    @Override
    public Pair generate(SecureRandom random) {
        KeyPair pair = pair(random);
        byte[] publicDer = pair.getPublic().getEncoded();
        byte[] privateDer = pair.getPrivate().getEncoded();
        byte[] privateKey = Arrays.copyOfRange(privateDer, privatePrefix.length, privateDer.length);
        Secret.wipe(privateDer);
        return new Pair(
                Arrays.copyOfRange(publicDer, publicPrefix.length, publicDer.length), privateKey);
    }

    @Override
    public Encapsulated encapsulate(byte[] publicKey, SecureRandom random) {
        try {
            PublicKey key =
                    KeyFactory.getInstance(name)
                            .generatePublic(
                                    new X509EncodedKeySpec(Secret.join(publicPrefix, publicKey)));
            KEM.Encapsulated made =
                    KEM.getInstance("ML-KEM").newEncapsulator(key, random).encapsulate();
            return new Encapsulated(made.encapsulation(), made.key().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new RatchetException(Reason.BAD_KEY, name + " refused the public key", e);
        }
    }

    @Override
    public byte[] decapsulate(byte[] privateKey, byte[] ciphertext) {
        if (ciphertext.length != ciphertextSize || privateKey.length != privateKeySize) {
            throw new RatchetException(Reason.MALFORMED, name + ": wrong length");
        }
        byte[] encoded = Secret.join(privatePrefix, privateKey);
        try {
            PrivateKey key =
                    KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return KEM.getInstance("ML-KEM")
                    .newDecapsulator(key)
                    .decapsulate(ciphertext)
                    .getEncoded();
        } catch (DecapsulateException e) {
            throw new RatchetException(Reason.MALFORMED, name + " refused the ciphertext", e);
        } catch (GeneralSecurityException e) {
            throw new RatchetException(Reason.BAD_KEY, name + " refused the private key", e);
        } finally {
            Secret.wipe(encoded);
        }
    }

    @Override
    public void check(byte[] publicKey) {
        if (publicKey.length != publicKeySize || !isReduced(publicKey)) {
            throw new RatchetException(Reason.BAD_KEY, "not an acceptable " + name + " key");
        }
    }

    private static boolean isReduced(byte[] publicKey) {
        ByteBuffer in = ByteBuffer.wrap(publicKey, 0, publicKey.length - RHO);
        while (in.hasRemaining()) {
            int b0 = in.get() & 0xFF;
            int b1 = in.get() & 0xFF;
            int b2 = in.get() & 0xFF;
            if ((b0 | ((b1 & 15) << 8)) >= MODULUS || ((b1 >> 4) | (b2 << 4)) >= MODULUS) {
                return false;
            }
        }
        return true;
    }

    private KeyPair pair(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-KEM");
            generator.initialize(new NamedParameterSpec(name), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + name, e);
        }
    }
}
