package org.kocmoc.ratchet.internal;

import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.primitive.Kdf;

/// Every constant and rule in which one protocol version differs from another. The state machine
/// has no constant of its own, so a suite of another implementation runs the very same code.
public interface Suite {
    /// The suite of the product.
    Suite K1 = new K1();

    /// First byte of pairwise messages.
    int version();

    /// HKDF info of the handshake.
    byte[] handshakeInfo();

    /// HKDF info of a root step.
    byte[] ratchetInfo();

    /// HKDF info of message keys.
    byte[] messageInfo();

    /// Whether the handshake has a KEM.
    boolean hasKem();

    /// Type byte in front of a KEM ciphertext.
    int kemType();

    /// What goes into the handshake for the KEM's secret.
    byte[] kemSecret(byte[] shared, byte[] ciphertext);

    /// What both sides must agree on, kept in the session.
    byte[] associatedData(Kdf kdf, Transcript transcript);

    /// Input of a message's MAC; direction 0 is initiator to responder.
    byte[] authenticated(byte[] associatedData, int direction, byte[] message);

    /// Bytes of the MAC that are sent.
    int tagSize();

    /// Whether contents are padded, and unknown fields refused, and our own fields present.
    boolean isStrict();

    /// First byte of group messages.
    int groupVersion();

    /// Type byte in front of a sender chain's signing key.
    int groupKeyType();

    /// Keys of a group message.
    MessageKeys groupKeys(Kdf kdf, byte[] seed);

    /// Length of the authenticator inside a group message.
    int groupTagSize();

    /// Authenticator inside a group message, or nothing.
    byte[] groupTag(Kdf kdf, MessageKeys keys, SenderContext context, byte[] ciphertext);

    /// What the sender's chain key signs.
    byte[] groupSigned(Address sender, byte[] message);
}
