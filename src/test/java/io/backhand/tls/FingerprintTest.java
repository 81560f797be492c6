package io.backhand.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    @Test
    void isReadWithColonsOrWithoutInAnyCase() {
        Fingerprint plain = Fingerprint.parse("0f".repeat(32));

        assertThat(Fingerprint.parse("0F" + ":0f".repeat(31))).isEqualTo(plain);
        assertThat(plain.hex()).isEqualTo("0f".repeat(32));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0f", "sha256 Fingerprint=0F"})
    void isNothingElse(String text) {
        assertThatThrownBy(() -> Fingerprint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a fingerprint is the SHA-256 of a certificate");
        assertThatThrownBy(() -> Fingerprint.parse("0f".repeat(31) + "0g"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fingerprint.parse("0f".repeat(33))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fingerprint.parse("0f:" + "0f".repeat(31)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
