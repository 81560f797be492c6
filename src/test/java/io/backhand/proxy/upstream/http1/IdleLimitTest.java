package io.backhand.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdleLimitTest {
    private final ManualClock clock = new ManualClock();
    private final IdleLimit limit = new IdleLimit(Duration.ofSeconds(30));

    @Test
    void isAsConfiguredWhereNothingIsKnown() {
        assertLimit(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({
        "20000, 19000",
        "5000, 4000",
        "2000, 1000",
        "1000, 500",
        "0, 0",
        "60000, 30000",
        "100000000000000, 30000"
    })
    void endsBeforeTheBackendClosesByItsHeartbeats(long announcedMillis, long limitMillis) {
        limit.announced(Duration.ofMillis(announcedMillis));

        assertLimit(Duration.ofMillis(limitMillis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeout=5", "timeout=5, max=100", "max=99, timeout=5"})
    void endsBeforeTheBackendClosesByItsResponses(String keepAlive) {
        limit.said(keepAlive);

        assertLimit(Duration.ofSeconds(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "max=5", "timeout=", "timeout=soon", "timeout=999999999999"})
    void aFieldThatSaysNothingChangesNothing(String keepAlive) {
        limit.said(keepAlive);

        assertLimit(Duration.ofSeconds(30));
    }

    @Test
    void aResponseWithoutTheFieldTakesItBack() {
        limit.said("timeout=5");
        limit.said(null);

        assertLimit(Duration.ofSeconds(30));
    }

    @Test
    void theEarliestCounts() {
        limit.announced(Duration.ofSeconds(10));
        limit.said("timeout=5");
        assertLimit(Duration.ofSeconds(4));

        limit.said("timeout=15");
        assertLimit(Duration.ofSeconds(9));
    }

    @Test
    void threeClosedAlikeTellTheTimeOut() {
        closedAfter(Duration.ofMillis(8020), Duration.ofSeconds(2));
        closedAfter(Duration.ofSeconds(8), Duration.ofSeconds(2));
        assertLimit(Duration.ofSeconds(30));

        closedAfter(Duration.ofMillis(8040), Duration.ofSeconds(2));

        assertLimit(Duration.ofSeconds(7));
    }

    @Test
    void closedAtDifferentTimesTellNothing() {
        for (int seconds : new int[] {8, 8, 12, 8, 8, 20, 1}) {
            closedAfter(Duration.ofSeconds(seconds), Duration.ofSeconds(2));
        }

        assertLimit(Duration.ofSeconds(30));
    }

    @Test
    void aServerThatStopsClosesAllAtOnceAndTellsNothing() {
        for (int i = 0; i < 100; i++) {
            closedAfter(Duration.ofSeconds(3), Duration.ofMillis(1));
        }

        assertLimit(Duration.ofSeconds(30));
    }

    @Test
    void whatWasSeenIsTriedAnewAfterAWhile() {
        for (int i = 0; i < IdleLimit.ALIKE; i++) {
            closedAfter(Duration.ofSeconds(8), Duration.ofSeconds(2));
        }
        clock.advance(IdleLimit.SEEN_FOR.minusSeconds(10));
        assertLimit(Duration.ofSeconds(7));

        clock.advance(Duration.ofSeconds(11));

        assertLimit(Duration.ofSeconds(30));
    }

    private void closedAfter(Duration idle, Duration then) {
        limit.closedAfter(idle.toNanos(), clock.nanoTime());
        clock.advance(then);
    }

    private void assertLimit(Duration expected) {
        assertThat(Duration.ofNanos(limit.nanos(clock.nanoTime()))).isEqualTo(expected);
    }
}
