package io.backhand.status;

import java.time.Duration;
import java.util.Locale;

/** Figures for the eye. */
final class Units {
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final double MILLIS_PER_SECOND = 1e3;

    private Units() {}

    /** Such as {@code 512 B} or {@code 1.9 GiB}: three figures at most. */
    static String bytes(long bytes) {
        double scaled = bytes;
        int unit = 0;
        while (scaled >= 1000 && unit < BINARY.length - 1) {
            scaled /= 1024;
            unit++;
        }
        return (unit == 0 || scaled >= 10 ? fixed(scaled, 0) : fixed(scaled, 1)) + " " + BINARY[unit];
    }

    /** Such as {@code 0.4 s}, {@code 12 s}, {@code 5 min 3 s} or {@code 3 d 4 h}: its two biggest units. */
    static String duration(Duration duration) {
        if (duration.toSeconds() < 10) {
            return fixed(duration.toMillis() / MILLIS_PER_SECOND, 1) + " s";
        }
        if (duration.toMinutes() < 1) {
            return duration.toSeconds() + " s";
        }
        if (duration.toHours() < 1) {
            return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        }
        if (duration.toDays() < 1) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        return duration.toDays() + " d " + duration.toHoursPart() + " h";
    }

    /** A count with its thousands apart. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String percent(double share) {
        return fixed(100 * share, 0) + " %";
    }

    static String fixed(double figure, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", figure);
    }
}
