package io.backhand.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "512,512",
        "7B,7",
        "64KiB,65536",
        "1MiB,1048576",
        "2GiB,2147483648",
        "999999999GiB,1073741822926258176"
    })
    void readsANumberAndItsUnit(String text, long bytes) {
        assertThat(Sizes.parseBytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "64KB", "64 KiB", "KiB", "1.5MiB", "9999999999"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Sizes.parseBytes(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a size is a number with B, KiB, MiB or GiB, such as 64KiB, not \"" + text + "\"");
    }
}
