package io.backhand.server.connection;

import java.util.List;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpField;

/**
 * A Host field of one plain value. Jetty asks every request's for its values, to see that there is one; to say so it
 * would parse it as a list with quotes. Immutable and thread-safe.
 */
final class PlainHost extends HostPortHttpField {
    private final List<String> values;

    /** @param host with a value that {@link #isPlain} */
    PlainHost(HttpField host) {
        super(host.getHeader(), host.getName(), host.getValue());
        this.values = List.of(host.getValue());
    }

    /** Whether a value is one as it stands: what else it may be is left to Jetty. */
    static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || ".-_:[]".indexOf(c) >= 0);
            if (!plain) {
                return false;
            }
        }
        return !value.isEmpty();
    }

    boolean isSame(HttpField host) {
        return getValue().equals(host.getValue()) && getName().equals(host.getName());
    }

    @Override
    public List<String> getValueList(boolean keepQuotes) {
        return values;
    }
}
