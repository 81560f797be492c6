package io.backhand.proxy;

import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * The name under which this balancer enters itself in {@code Via}, of its own for each run, so that a request that
 * comes round again is known. Immutable and thread-safe.
 */
public final class Via {
    /** Hops before a request is taken for one that goes round and round among others. */
    static final int MAX_HOPS = 16;

    private final String pseudonym;

    /** What is entered where nobody was before, by the version received. */
    private final Map<HttpVersion, HttpField> alone = new EnumMap<>(HttpVersion.class);

    private Via(String pseudonym) {
        this.pseudonym = pseudonym;
        for (HttpVersion version : HttpVersion.values()) {
            alone.put(version, new PreEncodedHttpField(HttpHeader.VIA, entry(version)));
        }
    }

    /** A name by chance. */
    public static Via random(RandomGenerator chance) {
        return new Via("backhand-" + Long.toHexString(chance.nextLong() | Long.MIN_VALUE));
    }

    /** Whether a request has been here before, or was passed on too often. */
    boolean isLoop(HttpFields headers) {
        int hops = 0;
        for (int i = 0, size = headers.size(); i < size; i++) {
            HttpField field = headers.getField(i);
            if (field.getHeader() == HttpHeader.VIA) {
                for (String hop : field.getValue().split(",", -1)) {
                    hops++;
                    if (isOurs(hop)) {
                        return true;
                    }
                }
            }
        }
        return hops > MAX_HOPS;
    }

    /**
     * The field with us entered after those who passed the message on before.
     *
     * @param before their entries; empty where there are none
     */
    HttpField field(String before, HttpVersion received) {
        HttpField ours = alone.get(received);
        if (ours == null) {
            throw new AssertionError(received);
        }
        return before.isEmpty() ? ours : new HttpField(HttpHeader.VIA, before + ", " + ours.getValue());
    }

    private String entry(HttpVersion received) {
        return received.asString().substring("HTTP/".length()) + " " + pseudonym;
    }

    private boolean isOurs(String hop) {
        String stripped = hop.strip();
        int space = stripped.indexOf(' ');
        return space >= 0
                && stripped.startsWith(pseudonym, space + 1)
                && (stripped.length() == space + 1 + pseudonym.length()
                        || stripped.charAt(space + 1 + pseudonym.length()) == ' ');
    }
}
