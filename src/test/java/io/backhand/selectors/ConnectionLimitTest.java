package io.backhand.selectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
    private final ConnectionLimit limit = new ConnectionLimit(2);
    private final AtomicInteger resumed = new AtomicInteger();

    @Test
    void isFullAtItsLimitAndNotBefore() {
        limit.entered();
        assertThat(limit.isFull()).isFalse();
        limit.entered();
        assertThat(limit.isFull()).isTrue();
        assertThat(limit.count()).isEqualTo(2);
    }

    @Test
    void goesOnOnceWhenSomebodyLeaves() {
        limit.entered();
        limit.entered();
        limit.awaitRoom("it", resumed::incrementAndGet);
        assertThat(resumed).hasValue(0);

        limit.left();
        limit.left();

        assertThat(resumed).hasValue(1);
        assertThat(limit.count()).isZero();
    }

    @Test
    void goesOnAtOnceWhereSomebodyHasLeftMeanwhile() {
        limit.entered();

        limit.awaitRoom("it", resumed::incrementAndGet);

        assertThat(resumed).hasValue(1);
    }
}
