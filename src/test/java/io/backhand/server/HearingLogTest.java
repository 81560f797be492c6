package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.heartbeat.Refusal;
import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HearingLogTest {
    private static final InetAddress SENDER = InetAddress.getLoopbackAddress();

    private final ManualClock clock = new ManualClock();
    private final HearingLog log = new HearingLog(clock, new UnknownDatagrams(0, clock));

    @Test
    void saysAtOnceWhyAndWhoWasRefused() {
        assertThat(log.lineOn(Refusal.SKEW, SENDER, "its clock is off"))
                .hasValue("heartbeat from 127.0.0.1 refused: its clock is off");
    }

    @Test
    void saysNoMoreOnTheSameReasonForAWhileAndThenHowMany() {
        log.lineOn(Refusal.SKEW, SENDER, "first");
        assertThat(log.lineOn(Refusal.SKEW, SENDER, "second")).isEmpty();
        clock.advance(HearingLog.LINE_EVERY.minusNanos(1));
        assertThat(log.lineOn(Refusal.SKEW, SENDER, "third")).isEmpty();
        clock.advance(HearingLog.LINE_EVERY);

        assertThat(log.lineOn(Refusal.SKEW, SENDER, "fourth"))
                .hasValue("heartbeat from 127.0.0.1 refused: fourth, and 2 others for that reason since the last line "
                        + "on it");
    }

    @Test
    void limitsEachReasonByItself() {
        log.lineOn(Refusal.SKEW, SENDER, "first");

        assertThat(log.lineOn(Refusal.SIZE, SENDER, "too long")).isNotEqualTo(Optional.empty());
    }
}
