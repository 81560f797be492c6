package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final ManualClock clock = new ManualClock();
    private final RetryBudget budget = new RetryBudget(clock);

    @Test
    void allowsThreeRetriesWhereThereAreFewRequests() {
        budget.request();

        assertThat(retriesLeft()).isEqualTo(3);
    }

    @Test
    void allowsOneRetryForFiveRequests() {
        for (int i = 0; i < 100; i++) {
            budget.request();
        }

        assertThat(retriesLeft()).isEqualTo(20);
    }

    @Test
    void countsTheLastTenSeconds() {
        for (int i = 0; i < 100; i++) {
            budget.request();
        }
        clock.advance(Duration.ofSeconds(9));

        assertThat(retriesLeft()).isEqualTo(20);
    }

    @Test
    void forgetsWhatIsOlder() {
        for (int i = 0; i < 100; i++) {
            budget.request();
        }
        retriesLeft();
        clock.advance(Duration.ofSeconds(10));

        assertThat(retriesLeft()).isEqualTo(3);
    }

    private int retriesLeft() {
        int taken = 0;
        while (budget.takeRetry()) {
            taken++;
        }
        return taken;
    }
}
