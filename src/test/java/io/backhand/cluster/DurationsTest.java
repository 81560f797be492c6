package io.backhand.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"200ms,PT0.2S", "5s,PT5S", "1.5s,PT1.5S", "2m,PT2M", "1h,PT1H", "0s,PT0S", "8760h,PT8760H"})
    void readsANumberAndItsUnit(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "5", "s", "six", "5 s", "-5s", "5S", "5d", "1e3s", ".5s", "8761h", "999999999999h", "5s "})
    void refusesWhatIsNoneOrLongerThanAYear(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a duration is a number with ms, s, m or h, such as 6s, and a year at most, not \"" + text
                        + "\"");
    }
}
