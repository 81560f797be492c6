package io.backhand.bench;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How near Backhand is to be to another proxy, and how near it came. The figures are where HAProxy, nginx and httpd stand
 * on one processor, with what the best prototypes needed as the measure of what can be had.
 *
 * @param work what is asked, for people
 * @param against the other proxy, or what is compared
 * @param must at most this
 * @param aim at best this
 */
record Target(String work, String against, double must, double aim, Measure measure) {

    /** Finds the figure in a run; nothing where the run does not have it. */
    @FunctionalInterface
    interface Measure {
        OptionalDouble in(Results results);
    }

    private static final String BACKHAND = BackhandProxy.LABEL;

    /** All of them. */
    static final List<Target> ALL = List.of(
            cpu(Scenario.GET_128, "haproxy", 1.6, 1.0),
            cpu(Scenario.GET_128, "httpd", 0.35, 0.25),
            cpu(Scenario.GET_128, "undertow", 0.9, 0.7),
            cpu(Scenario.GET_10K, "haproxy", 1.6, 1.0),
            cpu(Scenario.GET_1M, "haproxy", 0.8, 0.55),
            cpu(Scenario.POST_4K, "haproxy", 1.7, 1.1),
            cpu(Scenario.CONNECTION_PER_REQUEST, "haproxy", 2.0, 1.3),
            cpu(Scenario.TLS, "nginx", 3.0, 1.5),
            cpu(Scenario.H2, "nginx", 3.0, 1.5),
            cpu(Scenario.STATIC_4K, "nginx", 1.5, 0.9),
            cpu(Scenario.STATIC_1M, "nginx", 0.5, 0.4),
            cpu(Scenario.FIXED_1000, "haproxy", 1.6, 1.1),
            new Target("fixed1000: median latency added", "haproxy", 1.15, 1.0, Target::latencyAdded),
            new Target("idle: KiB of memory each", "", 5, 2, results -> results.idleKibEach(BACKHAND)),
            new Target("idle: p99 of busy ones", "without idle", 1.5, 1.1, Target::idleTail),
            new Target(
                    "war: CPU a request",
                    "AsyncProxyServlet",
                    0.7,
                    0.7,
                    results -> Results.ratio(
                            results.cpu(Scenario.WAR, "war-backhand"), results.cpu(Scenario.WAR, "war-asyncproxy"))),
            ajp(Scenario.AJP),
            ajp(Scenario.AJP_POST_4K));

    private static Target cpu(Scenario scenario, String against, double must, double aim) {
        return new Target(
                scenario.label() + ": CPU a request",
                against,
                must,
                aim,
                results -> Results.ratio(results.cpu(scenario, BACKHAND), results.cpu(scenario, against)));
    }

    private static Target ajp(Scenario scenario) {
        return new Target(
                scenario.label() + ": CPU a request by AJP",
                "HTTP/1.1",
                1.15,
                1.0,
                results -> Results.ratio(
                        results.cpu(scenario, FrontContestant.AJP.label()),
                        results.cpu(scenario, FrontContestant.HTTP.label())));
    }

    private static OptionalDouble latencyAdded(Results results) {
        return Results.ratio(
                results.addedMicros(Scenario.FIXED_1000, BACKHAND),
                results.addedMicros(Scenario.FIXED_1000, "haproxy"));
    }

    private static OptionalDouble idleTail(Results results) {
        return Results.ratio(
                results.median(Scenario.IDLE, BACKHAND, round -> round.load().p99Micros()),
                results.median(Scenario.IDLE, BACKHAND, round -> round.idle()
                        .map(Round.Idle::p99MicrosWithout)
                        .orElse(0L)));
    }
}
