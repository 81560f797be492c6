package io.backhand.cluster;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in a configuration or a chain: {@code 200ms}, {@code 1.5s}, {@code 2m}, {@code 1h}. */
public final class Durations {
    /** The longest that is taken, so that no sum of nanoseconds overflows: a year. */
    public static final Duration MAX = Duration.ofDays(365);

    private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ms|s|m|h)");

    private Durations() {}

    /**
     * Reads a number and its unit, without a space between.
     *
     * @throws IllegalArgumentException saying what was wanted and what came
     */
    public static Duration parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw wrong(text);
        }
        BigDecimal nanos = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(nanosPer(parts.group(2))));
        if (nanos.compareTo(BigDecimal.valueOf(MAX.toNanos())) > 0) {
            throw wrong(text);
        }
        return Duration.ofNanos(nanos.longValue());
    }

    private static long nanosPer(String unit) {
        return switch (unit) {
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "a duration is a number with ms, s, m or h, such as 6s, and a year at most, not \"" + text + "\"");
    }
}
