package io.backhand.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContactTest {
    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.1:8080,http://10.0.0.1:8080",
        "http://10.0.0.1,http://10.0.0.1",
        "http://10.0.0.1:80/,http://10.0.0.1",
        "https://web:443,https://web",
        "https://web:80,https://web:80",
        "HTTP://Web:8080,http://web:8080",
        "http://[::1]:9001,http://[::1]:9001"
    })
    void readsAUrlAndWritesItsShortestForm(String url, String shortest) {
        assertThat(Contact.parse(url).url()).isEqualTo(shortest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.1:80",
                "ftp://a",
                "http://",
                "http://a/b",
                "http://a?b",
                "http://a#b",
                "http://u@a",
                "http://a:0",
                "http://a:65536",
                "http://a b",
                "http://a\n",
                "http:a"
            })
    void refusesAnythingElse(String url) {
        assertThatThrownBy(() -> Contact.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a contact is http://HOST[:PORT] or https://HOST[:PORT], without path or user");
    }
}
