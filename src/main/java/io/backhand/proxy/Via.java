package io.backhand.proxy;

import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The name under which this balancer enters itself in {@code Via}, of its own for each run, so that a request that
 * comes round again is known. Immutable and thread-safe.
 */
public final class Via {
    /** Hops before a request is taken for one that goes round and round among others. */
    static final int MAX_HOPS = 16;

    private final String pseudonym;

    private Via(String pseudonym) {
        this.pseudonym = pseudonym;
    }

    /** A name by chance. */
    public static Via random(RandomGenerator chance) {
        return new Via("backhand-" + Long.toHexString(chance.nextLong() | Long.MIN_VALUE));
    }

    /** Whether a request has been here before, or was passed on too often. */
    boolean isLoop(HttpFields headers) {
        int hops = 0;
        for (HttpField field : headers) {
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

    /** Enters us after those who passed the message on before. */
    void append(HttpFields.Mutable headers, String before, String receivedVersion) {
        String own = receivedVersion + " " + pseudonym;
        headers.add(new HttpField(HttpHeader.VIA, before.isEmpty() ? own : before + ", " + own));
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
