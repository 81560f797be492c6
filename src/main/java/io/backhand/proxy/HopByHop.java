package io.backhand.proxy;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.jspecify.annotations.Nullable;

/** Which fields of a message are for the next hop alone (RFC 9110, 7.6.1). */
final class HopByHop {
    private HopByHop() {}

    /** The names that the message's own Connection fields nominate, in small letters; empty for most. */
    static Set<String> nominated(HttpFields headers) {
        Set<String> names = Set.of();
        for (int i = 0, size = headers.size(); i < size; i++) {
            HttpField field = headers.getField(i);
            if (field.getHeader() == HttpHeader.CONNECTION && !isPersistenceAlone(field.getValue())) {
                names = names.isEmpty() ? new HashSet<>() : names;
                addNames(field.getValue(), names);
            }
        }
        return names;
    }

    /** What all but a few messages say. */
    private static boolean isPersistenceAlone(String value) {
        return HttpHeaderValue.KEEP_ALIVE.is(value) || HttpHeaderValue.CLOSE.is(value);
    }

    private static void addNames(String value, Set<String> to) {
        for (String token : value.split(",", -1)) {
            String name = token.strip().toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && !isPersistenceAlone(name)) {
                to.add(name);
            }
        }
    }

    /** Whether a field of that kind never goes further. */
    static boolean isStandard(@Nullable HttpHeader header) {
        if (header == null) {
            return false;
        }
        return switch (header) {
            case CONNECTION,
                    KEEP_ALIVE,
                    PROXY_AUTHENTICATE,
                    PROXY_AUTHORIZATION,
                    PROXY_CONNECTION,
                    TE,
                    TRAILER,
                    TRANSFER_ENCODING,
                    UPGRADE,
                    HTTP2_SETTINGS -> true;
            default -> false;
        };
    }

    static boolean isNominated(HttpField field, Set<String> nominated) {
        return !nominated.isEmpty() && nominated.contains(field.getLowerCaseName());
    }
}
