package io.backhand.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AjpPatienceTest {
    private final ManualClock clock = new ManualClock();
    private final AjpPatience patience = new AjpPatience(clock);

    @ParameterizedTest
    @CsvSource({"REST, 20", "OWED, 5", "END, 2"})
    void endsAfterAWhile(AjpPatience.For what, long seconds) {
        patience.begin(what);

        clock.advance(Duration.ofSeconds(seconds).minusNanos(1));
        assertThat(patience.isOver(Duration.ZERO)).isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(patience.isOver(Duration.ZERO)).isTrue();
    }

    @Test
    void hasNoEndBetweenRequestsUnlessTold() {
        patience.begin(AjpPatience.For.REQUEST);
        clock.advance(Duration.ofDays(2));

        assertThat(patience.isOver(Duration.ZERO)).isFalse();
        assertThat(patience.isOver(Duration.ofDays(3))).isFalse();
        assertThat(patience.isOver(Duration.ofDays(2))).isTrue();
    }

    @Test
    void aPacketThatTricklesInIsOneWait() {
        patience.begin(AjpPatience.For.REST);
        clock.advance(Duration.ofSeconds(15));
        patience.begin(AjpPatience.For.REST);
        clock.advance(Duration.ofSeconds(5));

        assertThat(patience.isOver(Duration.ZERO)).isTrue();
    }

    @Test
    void theNextRequestIsAnother() {
        patience.begin(AjpPatience.For.REQUEST);
        clock.advance(Duration.ofSeconds(15));
        patience.begin(AjpPatience.For.REQUEST);

        assertThat(patience.isOver(Duration.ofSeconds(15))).isFalse();
    }

    @Test
    void isOfNoUseWhileARequestIsUnderWay() {
        patience.begin(AjpPatience.For.REST);
        patience.end();
        clock.advance(Duration.ofDays(1));

        assertThat(patience.isBounded()).isFalse();
        assertThat(patience.isOver(Duration.ofSeconds(1))).isFalse();
    }
}
