package org.kocmoc.ratchet;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// One decoder under fuzzing.
///
/// @param corpus inputs that it accepts
/// @param roundTrip reads bytes and, if what they mean can be written again, writes it
record FuzzTarget(String name, List<byte[]> corpus, Function<byte[], Optional<byte[]>> roundTrip) {
    /// Puts one input in. Whatever it is: accepted and written again as the same bytes, or refused
    /// with a [RatchetException]; anything else is thrown and a finding.
    ///
    /// @return whether it was accepted
    boolean accepts(byte[] input) {
        try {
            Optional<byte[]> again = roundTrip.apply(input.clone());
            if (again.isPresent() && !Bytes.of(again.get()).equals(Bytes.of(input))) {
                throw new AssertionError(
                        name + " has two encodings of one value: " + Bytes.of(input).hex());
            }
            return true;
        } catch (RatchetException declared) {
            return false;
        }
    }

    /// The name as files carry it.
    String slug() {
        return name.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    @Override
    public String toString() {
        return name;
    }
}
