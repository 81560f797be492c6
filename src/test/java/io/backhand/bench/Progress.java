package io.backhand.bench;

import java.util.Locale;

/** Tells whoever waits for a run how far it is, on standard error. */
final class Progress {
    void begins(Scenario scenario) {
        System.err.println("bench: " + scenario.label() + ": " + scenario.title());
    }

    void measured(Round round) {
        System.err.printf(
                Locale.ROOT,
                "bench:   %-14s %7.1f us CPU a request, %6.0f/s, p99 %.1f ms%s%n",
                round.contestant(),
                round.cpuMicrosPerRequest(),
                round.requestsPerSecond(),
                round.load().p99Micros() / 1e3,
                round.load().errors() == 0 ? "" : ", " + round.load().errors() + " ERRORS");
    }
}
