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
        "http://[::1]:9001,http://[::1]:9001",
        "h2c://web,h2c://web",
        "h2c://web:8080,h2c://web:8080",
        "h2://web:443,h2://web"
    })
    void readsAUrlAndWritesItsShortestForm(String url, String shortest) {
        assertThat(Contact.parse(url).url()).isEqualTo(shortest);
    }

    @ParameterizedTest
    @CsvSource({
        "http://web:8080, false, false, http://web:8080",
        "https://web, true, false, https://web",
        "h2c://web:8080, false, true, http://web:8080",
        "h2://web, true, true, https://web"
    })
    void saysHowABackendIsSpokenToAndWhereABrowserFindsIt(String url, boolean secure, boolean http2, String webUrl) {
        Contact contact = Contact.parse(url);

        assertThat(contact.isSecure()).isEqualTo(secure);
        assertThat(contact.isHttp2()).isEqualTo(http2);
        assertThat(contact.webUrl()).isEqualTo(webUrl);
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
                .hasMessage("a contact is SCHEME://HOST[:PORT], by http, https, h2c or h2, without path or user");
    }
}
