package org.kocmoc.ratchet;

/// What goes over the wire to one device. The envelope around it carries the type.
public sealed interface Ciphertext {
    /// The bytes to send.
    Bytes bytes();

    /// The envelope's type number.
    int type();

    /// A message that also opens the session; sent until the peer answers.
    record FirstMessage(Bytes bytes) implements Ciphertext {
        /// The type number of first messages.
        public static final int TYPE = 3;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// A message in an established session.
    record Message(Bytes bytes) implements Ciphertext {
        /// The type number of messages.
        public static final int TYPE = 2;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// From an envelope.
    static Ciphertext of(int type, byte[] bytes) {
        return switch (type) {
            case FirstMessage.TYPE -> new FirstMessage(Bytes.of(bytes));
            case Message.TYPE -> new Message(Bytes.of(bytes));
            default ->
                    throw new RatchetException(
                            RatchetException.Reason.MALFORMED, "unknown envelope type");
        };
    }
}
