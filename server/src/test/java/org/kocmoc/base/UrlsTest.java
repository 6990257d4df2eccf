package org.kocmoc.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.test/a.png",
                "HTTP://example.test",
                "http://[::1]:8080/x?y=z#w",
                "https://ui-avatars.com/api/?name=%D0%91%D0%BE%D0%B1&background=random",
                "https://example.test/кот.png",
                "/api/files/AbC-_09.png",
                "/api/files/x?download=1"
            })
    void webAddressesAndOwnFilesAreStored(String url) {
        assertThat(Urls.storable(url, 2_000)).contains(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "javascript:alert(1)",
                "JavaScript:alert(1)//https://example.test",
                "data:text/html,x",
                "//example.test/a.png",
                "https:///a.png",
                "https://example.test/\"onerror=\"alert(1)",
                "https://example.test/<script>",
                "https://example.test/a b",
                " https://example.test/",
                "https://example.test/\n",
                "/api/files/",
                "/api/files/../users",
                "/api/files/a/b",
                "/api/files/a\"",
                "/api/users"
            })
    void everythingElseIsRefused(String url) {
        assertThat(Urls.storable(url, 2_000)).isEmpty();
    }

    @Test
    void anApostropheIsEncoded() {
        assertThat(Urls.storable("https://example.test/?name=O'Neil", 2_000))
                .contains("https://example.test/?name=O%27Neil");
    }

    @Test
    void longAddressesAreRefused() {
        assertThat(Urls.storable("https://example.test/" + "a".repeat(100), 100)).isEmpty();
    }
}
