package io.backhand.candidacy.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PowerOfTwoTest {
    @Property
    void isTheJdksToNineDigits(@ForAll @Scale(9) @DoubleRange(min = 0, max = 1022) double exponent) {
        assertThat(PowerOfTwo.of(exponent)).isCloseTo(Math.pow(2, exponent), withinPercentage(1e-7));
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,2", "10,1024", "-5,1", "NaN,1", "1023,0x1p1023", "5000,0x1p1023"})
    void isExactAtWholeNumbersAndBounded(double exponent, double power) {
        assertThat(PowerOfTwo.of(exponent)).isEqualTo(power);
    }
}
