package io.backhand.accesslog;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Writes moments down to the second, and remembers the last: most are of the same second. Not thread-safe. */
final class Timestamps {
    private static final int MILLIS_PER_SECOND = 1000;

    private final DateTimeFormatter formatter;
    private long lastSecond = Long.MIN_VALUE;
    private String lastText = "";

    /** @param formatter whose texts are ASCII */
    Timestamps(DateTimeFormatter formatter, ZoneId zone) {
        this.formatter = formatter.withZone(zone);
    }

    /** The second of a moment. */
    String second(long atMillis) {
        long second = Math.floorDiv(atMillis, MILLIS_PER_SECOND);
        if (second != lastSecond) {
            lastText = formatter.format(Instant.ofEpochSecond(second));
            lastSecond = second;
        }
        return lastText;
    }

    /** The milliseconds of a moment within its second, in three digits. */
    static String millis(long atMillis) {
        int millis = Math.floorMod(atMillis, MILLIS_PER_SECOND);
        return (millis < 10 ? "00" : millis < 100 ? "0" : "") + millis;
    }
}
