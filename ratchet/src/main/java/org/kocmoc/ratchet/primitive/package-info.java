/// The cryptographic primitives, each behind one small interface, with the JDK's implementation.
///
/// | interface | what | implementation |
/// |---|---|---|
/// | [Agreement] | X25519 | `XDH` |
/// | [Signing] | Ed25519 | `Ed25519` |
/// | [Kem] | ML-KEM | `ML-KEM` |
/// | [Kdf] | HMAC, HKDF, hashes | `Mac`, `MessageDigest` |
/// | [Cbc], [Gcm] | AES-256 | `Cipher` |
///
/// [Primitives] holds one of each with the source of randomness. Every check of a received key
/// lives with its primitive, so that no caller can forget which checks belong together. All are
/// stateless and safe for any number of threads. Nothing here knows the protocol; may depend on
/// `org.kocmoc.ratchet` for its error type only.
@NullMarked
package org.kocmoc.ratchet.primitive;

import org.jspecify.annotations.NullMarked;
