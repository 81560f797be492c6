package io.backhand.proxy.upstream.http1;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a backend's last response by their place in it. Most of them come again and again: such a field is the
 * same object each time, with its bytes as they go to the client, so that nothing of it is made or encoded anew.
 *
 * <p>Thread-safe without a lock: fields don't change, and where two threads write the same place one of them is lost.
 */
final class FieldMemo {
    /** Fields of a response that are remembered. */
    private static final int PLACES = 24;

    /** Longer values than this are seldom twice the same, and would be kept for long. */
    private static final int MAX_VALUE = 256;

    private final @Nullable HttpField[] places = new HttpField[PLACES];

    /** The field with that name and value, in that place of a response. */
    HttpField field(int place, @Nullable HttpHeader header, String name, @Nullable String value) {
        if (place >= PLACES || value == null || value.length() > MAX_VALUE) {
            return new HttpField(header, name, value);
        }
        HttpField before = places[place];
        if (before == null || !value.equals(before.getValue()) || !name.equals(before.getName())) {
            HttpField first = new HttpField(header, name, value);
            places[place] = first;
            return first;
        }
        if (before instanceof PreEncodedHttpField || header == HttpHeader.DATE) {
            // A date takes the place of the server's own, for which Jetty would encode it anew each time.
            return before;
        }
        HttpField again = new PreEncodedHttpField(header, name, value);
        places[place] = again;
        return again;
    }
}
