package io.backhand.importing;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as httpd writes them. */
final class ProxyTimes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|mi|min|h)?");

    private ProxyTimes() {}

    /** As Backhand writes it: seconds where no unit is said. Empty where it is none. */
    static Optional<String> of(String written) {
        Matcher parts = FORM.matcher(written);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String unit = parts.group(2) == null ? "s" : parts.group(2);
        return Optional.of(parts.group(1) + (unit.startsWith("mi") ? "m" : unit));
    }
}
