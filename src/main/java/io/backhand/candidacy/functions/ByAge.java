package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Durations;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Drops the backends that were not heard of for longer than {@code maxAgeNanos}. A backend that the configuration
 * names has no age, and stays.
 */
record ByAge(long maxAgeNanos) implements CandidacyFunction {
    /** The original takes seconds without a unit. */
    private static final Pattern SECONDS = Pattern.compile("\\d+");

    static ByAge parse(List<String> arguments) {
        Duration maxAge =
                Arguments.atMostOne("byAge", arguments).map(ByAge::maxAge).orElse(Cluster.SILENT_AFTER);
        return new ByAge(maxAge.toNanos());
    }

    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        candidates.keepHeardWithin(maxAgeNanos);
    }

    private static Duration maxAge(String text) {
        try {
            Duration maxAge = Durations.parse(SECONDS.matcher(text).matches() ? text + "s" : text);
            if (!maxAge.isZero()) {
                return maxAge;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(wanted(text), e);
        }
        throw new IllegalArgumentException(wanted(text));
    }

    private static String wanted(String text) {
        return "byAge takes a duration such as 6s, not \"" + text + "\"";
    }
}
