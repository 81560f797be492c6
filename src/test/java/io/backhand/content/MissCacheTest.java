package io.backhand.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MissCacheTest {
    private final ManualClock clock = new ManualClock();
    private final MissCache misses = new MissCache(10, Duration.ofSeconds(1), clock);

    @Test
    void knowsNothingAtFirst() {
        assertThat(misses.contains("/a")).isFalse();
    }

    @Test
    void remembersAMissForItsTimeAndNoLonger() {
        misses.add("/a");

        clock.advance(Duration.ofMillis(999));
        assertThat(misses.contains("/a")).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(misses.contains("/a")).isFalse();
    }

    @Test
    void remembersAMissAnewWhenItIsMissedAgain() {
        misses.add("/a");
        clock.advance(Duration.ofSeconds(1));
        misses.add("/a");

        assertThat(misses.contains("/a")).isTrue();
    }

    @Test
    void holdsNoMoreThanItsCapacityUnderAFloodOfPaths() {
        for (int i = 0; i < 10_000; i++) {
            misses.add("/" + i);
            assertThat(misses.size()).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void keepsTheNewestHalfUnderAFlood() {
        for (int i = 0; i < 100; i++) {
            misses.add("/" + i);
        }

        assertThat(misses.contains("/99")).isTrue();
        assertThat(misses.contains("/95")).isTrue();
        assertThat(misses.contains("/0")).isFalse();
    }
}
