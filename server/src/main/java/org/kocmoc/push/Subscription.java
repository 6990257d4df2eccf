package org.kocmoc.push;

/// What a browser hands over to be told.
///
/// @param endpoint address at its push service; whoever knows it and our private key may send
/// @param publicKey 65 bytes, a point of P-256 in uncompressed form
/// @param secret 16 bytes
/// @param encrypted whether the client can read encrypted chats
record Subscription(String endpoint, byte[] publicKey, byte[] secret, boolean encrypted) {
    @Override
    public String toString() {
        return "Subscription[***]";
    }
}
