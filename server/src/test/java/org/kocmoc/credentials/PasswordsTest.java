package org.kocmoc.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
    private static final Passwords passwords = new Passwords();

    @AfterAll
    static void close() {
        passwords.close();
    }

    @Test
    void aHashIsArgon2idAndBelongsToItsPasswordOnly() {
        String hash = passwords.hash("secret-ada");

        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.matches("secret-ada", hash)).isTrue();
        assertThat(passwords.matches("secret-adA", hash)).isFalse();
        assertThat(passwords.upgrade("secret-ada", hash)).isEmpty();
    }

    @Test
    void equalPasswordsHaveDifferentHashes() {
        assertThat(passwords.hash("secret-ada")).isNotEqualTo(passwords.hash("secret-ada"));
    }

    /// Made by the C library of another system.
    @ParameterizedTest
    @CsvSource({
        "secret-alice,$2b$10$abcdefghijklmnopqrstuu4Lz2BVxMlstk2ss7lvwXN4r5V0mAeyS",
        "secret-alice,$2a$04$abcdefghijklmnopqrstuudjQGlIesOYHpM86vx2I7n8S/U3Cyboi",
        "пароль,$2a$04$abcdefghijklmnopqrstuuEcURSwic20Q66XyIAO.9pxf2gB7Z9F."
    })
    void bcryptHashesOfOlderInstallationsAreUnderstoodAndReplaced(String password, String hash) {
        assertThat(passwords.matches(password, hash)).isTrue();
        assertThat(passwords.matches(password + "x", hash)).isFalse();
        assertThat(passwords.upgrade(password, hash))
                .hasValueSatisfying(
                        better -> assertThat(passwords.matches(password, better)).isTrue());
    }

    @Test
    void bcryptLooksAtSeventyTwoBytesAndSuchAPasswordKeepsItsHash() {
        String hash = "$2a$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe";
        String long81 = "a".repeat(80) + "X";

        assertThat(passwords.matches(long81, hash)).isTrue();
        assertThat(passwords.matches("a".repeat(72), hash)).isTrue();
        assertThat(passwords.matches("a".repeat(71), hash)).isFalse();
        assertThat(passwords.upgrade(long81, hash)).isEmpty();
        assertThat(passwords.upgrade("a".repeat(72), hash)).isPresent();
    }

    @Test
    void longPasswordsCountToTheirEnd() {
        String hash = passwords.hash("a".repeat(80) + "X");

        assertThat(passwords.matches("a".repeat(80) + "Y", hash)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "$2b$10$short", "$argon2id$v=19$m=19456,t=2,p=1$!!$!!"})
    void whatIsNoHashMatchesNothing(String stored) {
        assertThat(passwords.matches("plain", stored)).isFalse();
    }

    @Test
    void nobodyHasAPassword() {
        assertThat(passwords.matches("secret-ada", null)).isFalse();
    }
}
