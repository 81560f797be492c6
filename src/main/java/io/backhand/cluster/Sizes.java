package io.backhand.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes in bytes as people write them in a configuration: {@code 512}, {@code 64KiB}, {@code 1MiB}, {@code 2GiB}. */
public final class Sizes {
    /** Bounds a number before its unit is applied, so that the product can't overflow. */
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)?");

    private Sizes() {}

    /**
     * Reads a whole number of bytes, or of the unit that follows without a space.
     *
     * @throws IllegalArgumentException saying what was wanted and what came
     */
    public static long parseBytes(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "a size is a number with B, KiB, MiB or GiB, such as 64KiB, not \"" + text + "\"");
        }
        return Long.parseLong(parts.group(1)) * bytesPer(parts.group(2));
    }

    private static long bytesPer(@Nullable String unit) {
        if (unit == null) {
            return 1;
        }
        return switch (unit) {
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> 1;
        };
    }
}
