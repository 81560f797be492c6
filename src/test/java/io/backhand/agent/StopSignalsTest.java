package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a handler of its own below, so that the signals raised don't end the tests. */
@Timeout(30)
class StopSignalsTest {
    private static final JvmSignal TERM = new JvmSignal("TERM");

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final JvmSignal.Handler stops = TERM.handler(() -> happened("stops"));
    private JvmSignal.Handler jvms = stops;

    @BeforeEach
    void keepTheTestsAlive() {
        jvms = TERM.handleBy(stops);
    }

    @AfterEach
    void restore() {
        TERM.handleBy(jvms);
    }

    @Test
    void theGoodbyeIsSaidAndHeardBeforeTheJvmStops() throws Exception {
        try (StopSignals signals = StopSignals.before(() -> happened("goodbye"))) {
            TERM.raise();

            Event goodbye = next();
            Event stops = next();
            assertThat(List.of(goodbye.what(), stops.what())).containsExactly("goodbye", "stops");
            assertThat(Duration.ofNanos(stops.nanos() - goodbye.nanos())).isGreaterThanOrEqualTo(StopSignals.HEARD);
        }
    }

    @Test
    void whenTheApplicationIsGoneTheSignalIsTheJvmsAgain() throws Exception {
        StopSignals.before(() -> happened("goodbye")).close();

        TERM.raise();

        assertThat(next().what()).isEqualTo("stops");
    }

    @Test
    void twoAgentsInOneJvmBothSayGoodbye() throws Exception {
        try (StopSignals first = StopSignals.before(() -> happened("first"));
                StopSignals second = StopSignals.before(() -> happened("second"))) {
            TERM.raise();

            assertThat(List.of(next().what(), next().what(), next().what()))
                    .containsExactly("second", "first", "stops");
        }
    }

    @Test
    void theFirstOfTwoMayGoFirst() throws Exception {
        StopSignals first = StopSignals.before(() -> happened("first"));
        try (StopSignals second = StopSignals.before(() -> happened("second"))) {
            first.close();
            TERM.raise();

            assertThat(List.of(next().what(), next().what())).containsExactly("second", "stops");
        }
    }

    private void happened(String what) {
        events.add(new Event(what, System.nanoTime()));
    }

    private Event next() throws InterruptedException {
        Event event = events.poll(10, TimeUnit.SECONDS);
        assertThat(event).as("nothing happened").isNotNull();
        return event;
    }

    /** What happened when. */
    private record Event(String what, long nanos) {}
}
