package io.backhand.bench;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One contestant under one scenario's load, once.
 *
 * @param usage of the proxy's processes while the load ran
 * @param pssKib their memory right after it
 * @param allocatedBytes objects that a JVM made while the load ran, where it was asked
 * @param idle what idle connections did to it, where the scenario has some
 */
record Round(
        Scenario scenario,
        String contestant,
        LoadResult load,
        Usage usage,
        long pssKib,
        OptionalLong allocatedBytes,
        Optional<Idle> idle) {

    /**
     * The difference that idle connections make.
     *
     * @param kibEach memory they cost, each; of a JVM it is what is in use, see {@link JavaMemory}
     * @param p99MicrosWithout of the same load right before they came
     * @param lost how many the proxy closed before the load was over
     */
    record Idle(double kibEach, long p99MicrosWithout, int lost) {}

    double cpuMicrosPerRequest() {
        return (double) usage.cpuMicros() / load.requests();
    }

    double requestsPerSecond() {
        return load.requests() / load.seconds();
    }

    double voluntarySwitchesPerRequest() {
        return (double) usage.voluntarySwitches() / load.requests();
    }

    /** The names of what {@link #line} has, tab-separated. */
    static String header() {
        return "scenario\tcontestant\trequests\terrors\tseconds\tcpu_us\tvoluntary\tinvoluntary\tp50_us\tp99_us\tp999_us"
                + "\tpss_kib\tallocated\tidle_kib_each\tp99_us_without_idle\tidle_lost";
    }

    /** All figures, tab-separated. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%s\t%s\t%d\t%d\t%.3f\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t%s",
                scenario.label(),
                contestant,
                load.requests(),
                load.errors(),
                load.seconds(),
                usage.cpuMicros(),
                usage.voluntarySwitches(),
                usage.involuntarySwitches(),
                load.p50Micros(),
                load.p99Micros(),
                load.p999Micros(),
                pssKib,
                allocatedBytes.isPresent() ? allocatedBytes.getAsLong() : "",
                idle.map(some -> String.format(
                                Locale.ROOT, "%.2f\t%d\t%d", some.kibEach(), some.p99MicrosWithout(), some.lost()))
                        .orElse("\t\t"));
    }
}
