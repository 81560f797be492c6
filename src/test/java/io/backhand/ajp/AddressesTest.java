package io.backhand.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.9",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "010.1.1.1, 10.1.1.1",
        "2001:db8::9, 2001:db8:0:0:0:0:0:9",
        "::1, 0:0:0:0:0:0:0:1",
        "::ffff:10.0.0.1, 10.0.0.1"
    })
    void readsLiterals(String literal, String address) {
        assertThat(Addresses.of(literal, 7).getAddress().getHostAddress()).isEqualTo(address);
        assertThat(Addresses.of(literal, 7).getPort()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "1..2.3",
                "1.2.3.",
                ".1.2.3",
                "1111.1.1.1",
                "0x7f.1.1.1",
                "abc",
                ":::",
                "::1%lo",
                "[::1]",
                "1:2:3:4:5:6:7:8:9",
                "unknown",
                "127.1"
            })
    void looksNothingUp(String text) {
        assertThat(Addresses.of(text, 0).isUnresolved()).isTrue();
        assertThat(Addresses.of(text, 0).getAddress()).isNull();
    }
}
