package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HealthTest {
    private final Health health = new Health();

    @Test
    void nothingVouchesForAServerThatHasNotAnsweredYet() {
        assertThat(health.isWell()).isFalse();
        assertThat(health.record(false)).isFalse();
        assertThat(health.isWell()).isFalse();
    }

    @Test
    void oneSuccessMakesItWell() {
        assertThat(health.record(true)).isTrue();
        assertThat(health.isWell()).isTrue();
        assertThat(health.record(true)).isFalse();
    }

    @Test
    void oneFailureIsForgivenAndTwoInARowAreNot() {
        health.record(true);

        assertThat(health.record(false)).isFalse();
        assertThat(health.record(true)).isFalse();
        assertThat(health.record(false)).isFalse();
        assertThat(health.isWell()).isTrue();
        assertThat(health.record(false)).isTrue();
        assertThat(health.isWell()).isFalse();
        assertThat(health.record(false)).isFalse();
    }

    @Test
    void oneSuccessAfterManyFailuresIsEnough() {
        health.record(true);
        for (int i = 0; i < 100; i++) {
            health.record(false);
        }

        assertThat(health.record(true)).isTrue();
        assertThat(health.isWell()).isTrue();
    }
}
