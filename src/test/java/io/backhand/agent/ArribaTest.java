package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.NanoClock;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ArribaTest {
    @Test
    void takesTheSpeedOfAGoodSliceAndNotOfThoseThatWereInterrupted() {
        long[] slices = new long[100];
        Arrays.fill(slices, 50_000_000);
        Arrays.fill(slices, 20, 40, 100_000);

        assertThat(Arriba.roundsAMilli(slices)).isEqualTo(50_000);
    }

    @Test
    void oneImpossiblyQuickSliceDecidesNothing() {
        long[] slices = new long[100];
        Arrays.fill(slices, 100_000);
        slices[50] = 0;

        assertThat(Arriba.roundsAMilli(slices)).isEqualTo(50_000);
    }

    @Test
    void aMachineWithoutTimeToSpareHasNoFigure() {
        assertThat(Arriba.measure(everyLookTakes(Duration.ofMillis(100)))).isEmpty();
    }

    @Test
    void anInterruptionEndsItWithoutAFigure() {
        Thread.currentThread().interrupt();
        try {
            assertThat(Arriba.measure(NanoClock.system())).isEmpty();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void isDoneInTwoSecondsWithAFigure() {
        long begun = System.nanoTime();

        assertThat(Arriba.measure(NanoClock.system()).orElseThrow()).isPositive();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    }

    private static NanoClock everyLookTakes(Duration time) {
        long[] now = {Long.MAX_VALUE - 1_000_000};
        return () -> now[0] += time.toNanos();
    }
}
