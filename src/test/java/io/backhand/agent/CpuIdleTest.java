package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuIdleTest {
    private final ManualClock clock = new ManualClock();
    private double busy;
    private int asked;
    private final CpuIdle idle = new CpuIdle(this::busyShare, clock);

    @Test
    void thereIsNoFigureBeforeTheFirstSpanHasPassed() {
        assertThat(idle.get()).isEmpty();
        clock.advance(Duration.ofMillis(499));
        assertThat(idle.get()).isEmpty();
    }

    @Test
    void tellsWhatWasIdleOverTheSpan() {
        busy = 0.25;
        clock.advance(Duration.ofMillis(500));

        assertThat(idle.get()).hasValue(0.75);
    }

    @Test
    void keepsTheFigureForASecondHeartbeatRightAfter() {
        clock.advance(Duration.ofSeconds(1));
        busy = 0.5;
        idle.get();
        int before = asked;
        busy = 1;
        clock.advance(Duration.ofMillis(10));

        assertThat(idle.get()).hasValue(0.5);
        assertThat(asked).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, 1.5})
    void whatTheSystemDoesNotKnowIsLeftOut(double unknown) {
        busy = unknown;
        clock.advance(Duration.ofSeconds(1));

        assertThat(idle.get()).isEmpty();
    }

    private double busyShare() {
        asked++;
        return busy;
    }
}
