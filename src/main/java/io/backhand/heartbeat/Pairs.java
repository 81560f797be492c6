package io.backhand.heartbeat;

import io.backhand.heartbeat.Datagram.Signature;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The {@code key=value} pairs of one datagram, decoded, each key once. Keys ignore case, as in httpd.
 *
 * <p>Stricter than httpd where a lenient reader could be made to read something else than was signed.
 */
final class Pairs {
    private static final String MAC = "mac";

    /** More digits than any value needs, and few enough for a {@code long}. */
    private static final int MAX_DIGITS = 18;

    private final Map<String, String> values = new HashMap<>();
    private Optional<Signature> signature = Optional.empty();

    private Pairs() {}

    /** Reads the first {@code length} bytes. @throws RefusedException if they are not such pairs */
    static Pairs read(byte[] bytes, int length) throws RefusedException {
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                throw malformed("a heartbeat is printable ASCII, was " + SafeText.quote(text));
            }
        }
        Pairs pairs = new Pairs();
        int start = 0;
        while (start <= length) {
            int end = text.indexOf('&', start);
            pairs.add(text, start, end < 0 ? length : end);
            start = end < 0 ? length + 1 : end + 1;
        }
        return pairs;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** The signature, which only the last pair can be. */
    Optional<Signature> signature() {
        return signature;
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key));
    }

    String requiredText(String key) throws RefusedException {
        return text(key).orElseThrow(() -> missing(key));
    }

    OptionalLong number(String key, long min, long max) throws RefusedException {
        String value = values.get(key);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (!value.isEmpty() && value.length() <= MAX_DIGITS && areDigits(value, 0, value.length())) {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return OptionalLong.of(number);
            }
        }
        throw malformed(
                "%s must be a whole number from %d to %d, was %s".formatted(key, min, max, SafeText.quote(value)));
    }

    long requiredNumber(String key, long min, long max) throws RefusedException {
        return number(key, min, max).orElseThrow(() -> missing(key));
    }

    OptionalInt smallNumber(String key, int min, int max) throws RefusedException {
        OptionalLong number = number(key, min, max);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    OptionalDouble decimal(String key, double max) throws RefusedException {
        String value = values.get(key);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (isPlainDecimal(value)) {
            double decimal = Double.parseDouble(value);
            if (decimal <= max) {
                return OptionalDouble.of(decimal);
            }
        }
        throw malformed("%s must be a number from 0 to %.0f, was %s".formatted(key, max, SafeText.quote(value)));
    }

    static RefusedException malformed(String message) {
        return new RefusedException(Refusal.MALFORMED, message);
    }

    private static RefusedException missing(String key) {
        return malformed(key + " is missing");
    }

    private void add(String text, int start, int end) throws RefusedException {
        if (signature.isPresent()) {
            throw malformed("mac must be the last key, written in small letters");
        }
        int equals = text.indexOf('=', start);
        if (equals <= start || equals >= end) {
            throw malformed(
                    "a heartbeat is key=value pairs joined by &, was " + SafeText.quote(text.substring(start, end)));
        }
        String key = decode(text, start, equals).toLowerCase(Locale.ROOT);
        String value = decode(text, equals + 1, end);
        if (values.putIfAbsent(key, value) != null) {
            throw malformed(SafeText.quote(key) + " comes twice");
        }
        if (key.equals(MAC)) {
            signature = Optional.of(signature(text, start, value));
        }
    }

    /** What is signed ends where a literal {@code &mac=} begins: written otherwise, the mac would cover less or more. */
    private static Signature signature(String text, int start, String value) throws RefusedException {
        boolean plain = start > 0 && text.endsWith("&mac=" + value) && text.length() == start + 4 + value.length();
        if (!plain || !Keys.isMac(value)) {
            throw malformed("mac must be the last key, with 64 hexadecimal digits");
        }
        return new Signature(start - 1, value);
    }

    private static String decode(String text, int start, int end) throws RefusedException {
        int at = start;
        while (at < end && text.charAt(at) != '%' && text.charAt(at) != '+') {
            at++;
        }
        return at == end ? text.substring(start, end) : decodeEscaped(text, start, end);
    }

    private static String decodeEscaped(String text, int start, int end) throws RefusedException {
        StringBuilder decoded = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '%') {
                decoded.append(hexByte(text, i, end));
                i += 2;
            } else {
                decoded.append(c == '+' ? ' ' : c);
            }
        }
        return decoded.toString();
    }

    private static char hexByte(String text, int percent, int end) throws RefusedException {
        if (percent + 2 < end) {
            int high = Character.digit(text.charAt(percent + 1), 16);
            int low = Character.digit(text.charAt(percent + 2), 16);
            if (high >= 0 && low >= 0) {
                return (char) (high * 16 + low);
            }
        }
        throw malformed("two hexadecimal digits must follow a %, was "
                + SafeText.quote(text.substring(percent, Math.min(percent + 3, end))));
    }

    private static boolean isPlainDecimal(String value) {
        int dot = value.indexOf('.');
        boolean dotIsInside = dot != 0 && dot != value.length() - 1;
        return !value.isEmpty()
                && value.length() <= MAX_DIGITS
                && dotIsInside
                && areDigits(value, 0, dot < 0 ? value.length() : dot)
                && areDigits(value, dot + 1, value.length());
    }

    private static boolean areDigits(String value, int start, int end) {
        for (int i = start; i < end; i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
