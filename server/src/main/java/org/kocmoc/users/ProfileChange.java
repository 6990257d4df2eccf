package org.kocmoc.users;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// New values of a profile; what is empty stays.
///
/// @param bio set when `changesBio`; null removes it
record ProfileChange(
        Optional<String> name,
        Optional<String> avatar,
        Optional<String> birthdate,
        boolean changesBio,
        @Nullable String bio) {
    boolean isEmpty() {
        return name.isEmpty() && avatar.isEmpty() && birthdate.isEmpty() && !changesBio;
    }
}
