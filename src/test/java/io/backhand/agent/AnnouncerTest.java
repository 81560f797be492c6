package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Contexts;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Source;
import io.backhand.heartbeat.Announcement;
import io.backhand.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
    private final RequestGauge requests = new RequestGauge();
    private long wallClock = 1_000;
    private OptionalLong arriba = OptionalLong.empty();

    @Test
    void stampsEachAnnouncementSoThatNewCanBeToldFromOld() {
        Announcer announcer = announcer(OptionalInt.empty());
        wallClock = 1_500;
        Announcement first = announcer.next(Intent.UP, Contexts.NONE);
        wallClock = 2_500;
        Announcement second = announcer.next(Intent.LEAVING, Contexts.NONE);

        assertThat(first.bootMillis()).isEqualTo(1_000);
        assertThat(second.bootMillis()).isEqualTo(1_000);
        assertThat(first.sentAtMillis()).isEqualTo(1_500);
        assertThat(second.sentAtMillis()).isEqualTo(2_500);
        assertThat(second.sequence()).isGreaterThan(first.sequence());
        assertThat(second.heartbeat().intent()).isEqualTo(Intent.LEAVING);
        assertThat(second.heartbeat().id().name()).isEqualTo("web1");
        assertThat(second.heartbeat().source()).isEqualTo(Source.NATIVE);
    }

    @Test
    void leavesOutWhatNobodyCounts() {
        Figures figures = figures(announcer(OptionalInt.of(200)));

        assertThat(figures.inFlight()).isEmpty();
        assertThat(figures.busy()).isEmpty();
        assertThat(figures.ready()).isEmpty();
        assertThat(figures.arriba()).isEmpty();
        assertThat(figures.idleTimeoutMillis()).isEmpty();
    }

    @Test
    void tellsTheSpeedOnceItIsKnown() {
        Announcer announcer = announcer(OptionalInt.empty());
        figures(announcer);
        arriba = OptionalLong.of(90_000);

        assertThat(figures(announcer).arriba()).hasValue(90_000);
    }

    @Test
    void whatTheServerWouldStillTakeIsItsLimitLessWhatItHas() {
        Announcer announcer = announcer(OptionalInt.of(2));
        requests.beginCounting();
        assertThat(figures(announcer).ready()).hasValue(2);
        for (int busy = 1; busy <= 3; busy++) {
            requests.requestBegins();
            assertThat(figures(announcer).inFlight()).hasValue(busy);
            assertThat(figures(announcer).busy()).hasValue(busy);
            assertThat(figures(announcer).ready()).hasValue(Math.max(0, 2 - busy));
        }
        requests.requestEnds();
        assertThat(figures(announcer).inFlight()).hasValue(2);
    }

    @Test
    void withoutALimitOnlyWhatItHasIsKnown() {
        requests.beginCounting();
        Figures figures = figures(announcer(OptionalInt.empty()));

        assertThat(figures.busy()).hasValue(0);
        assertThat(figures.ready()).isEmpty();
    }

    @Test
    void knowsTheMachine() {
        Figures figures = figures(announcer(OptionalInt.empty()));

        assertThat(figures.cpus()).hasValue(Runtime.getRuntime().availableProcessors());
        assertThat(figures.memoryTotalBytes().orElseThrow()).isPositive();
        assertThat(figures.memoryFreeBytes().orElseThrow())
                .isBetween(1L, figures.memoryTotalBytes().orElseThrow());
    }

    @Test
    void tellsWhenTheServerClosesIdleConnections() {
        Announcer announcer = announcer(OptionalInt.empty(), Optional.of(Duration.ofSeconds(20)));

        assertThat(figures(announcer).idleTimeoutMillis()).hasValue(20_000);
    }

    private static Figures figures(Announcer announcer) {
        return announcer.next(Intent.UP, Contexts.NONE).heartbeat().figures();
    }

    private Announcer announcer(OptionalInt maxRequests) {
        return announcer(maxRequests, Optional.empty());
    }

    private Announcer announcer(OptionalInt maxRequests, Optional<Duration> idleTimeout) {
        AgentConfig config = new AgentConfig(
                Contact.parse("http://127.0.0.1:9001"),
                new BackendId("web1"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                maxRequests,
                idleTimeout);
        return new Announcer(config, new MachineFigures(new ManualClock()), () -> arriba, requests, () -> wallClock);
    }
}
