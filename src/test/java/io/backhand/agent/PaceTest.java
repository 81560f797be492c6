package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();
    private final Pace pace = new Pace(SECOND, clock.nanoTime());

    @Test
    void theFirstBeatIsDueAtOnceAndTheNextASecondLater() {
        assertThat(nanosToNext()).isZero();
        pace.passIfDue(clock.nanoTime());
        assertThat(nanosToNext()).isEqualTo(SECOND.toNanos());
    }

    @Test
    void aLateBeatDoesNotShiftThoseAfterIt() {
        pace.passIfDue(clock.nanoTime());
        clock.advance(SECOND.plusMillis(300));
        pace.passIfDue(clock.nanoTime());

        assertThat(nanosToNext()).isEqualTo(Duration.ofMillis(700).toNanos());
    }

    @Test
    void beatsMissedWhileTheMachineSleptAreNotMadeUpFor() {
        pace.passIfDue(clock.nanoTime());
        clock.advance(Duration.ofHours(1).plusMillis(1));
        assertThat(nanosToNext()).isNegative();
        pace.passIfDue(clock.nanoTime());

        assertThat(nanosToNext()).isEqualTo(Duration.ofMillis(999).toNanos());
    }

    @Test
    void newsBetweenTwoBeatsMovesNeither() {
        pace.passIfDue(clock.nanoTime());
        clock.advance(Duration.ofMillis(400));
        pace.passIfDue(clock.nanoTime());

        assertThat(nanosToNext()).isEqualTo(Duration.ofMillis(600).toNanos());
    }

    private long nanosToNext() {
        return pace.nanosToNext(clock.nanoTime());
    }
}
