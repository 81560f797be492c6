package io.backhand.selectors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TricksTest {
    private static final String SHORT_READS = "io.backhand.selectors.shortReads";
    private static final String END_POINTS = "io.backhand.selectors.endPoints";

    @AfterEach
    void forget() {
        System.clearProperty(SHORT_READS);
        System.clearProperty(END_POINTS);
    }

    @Test
    void allAreOnWhereNothingIsSaid() {
        assertThat(Tricks.fromProperties()).isEqualTo(Tricks.all());
    }

    @Test
    void aPropertyTurnsOneOff() {
        System.setProperty(SHORT_READS, "false");

        assertThat(Tricks.fromProperties()).isEqualTo(new Tricks(true, true, true, false, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "true", "off", "0"})
    void anythingButFalseIsOn(String value) {
        System.setProperty(SHORT_READS, value);

        assertThat(Tricks.fromProperties()).isEqualTo(Tricks.all());
    }

    @Test
    void withoutOurOwnEndPointsTheOthersAreOffToo() {
        System.setProperty(END_POINTS, "false");

        assertThat(Tricks.fromProperties()).isEqualTo(new Tricks(false, false, false, false, false));
    }
}
