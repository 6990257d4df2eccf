/// End-to-end encryption of Kocmoc: PQXDH, Double Ratchet, sender keys and the pure computations
/// around them. Needs nothing but the JDK, does no I/O.
module org.kocmoc.ratchet {
    requires static org.jspecify;

    exports org.kocmoc.ratchet;
}
