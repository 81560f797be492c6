package io.backhand.proxy;

import io.backhand.tls.ClientCertificateField;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/**
 * The header a backend gets: the client's in its order and case, without what is for one hop alone and what it
 * may not say of itself, and with how it came here. A field that does not change is passed on as it is.
 *
 * <p>Not thread-safe: one belongs to one request.
 */
final class RequestHeaders {
    private static final HttpField TE_TRAILERS = new PreEncodedHttpField(HttpHeader.TE, "trailers");

    private final HttpFields clientHeaders;
    private final Arrival arrival;
    private final Set<String> nominated;
    private final HttpFields.Mutable sent;
    private @Nullable ToldBefore told;
    private boolean hostSent;
    private boolean cookiesSent;
    private boolean trailersWanted;

    private RequestHeaders(HttpFields clientHeaders, Arrival arrival) {
        this.clientHeaders = clientHeaders;
        this.arrival = arrival;
        this.nominated = HopByHop.nominated(clientHeaders);
        this.sent = HttpFields.build(clientHeaders.size() + Arrival.MAX_FIELDS);
    }

    /** What goes to the backend. */
    static HttpFields.Mutable forBackend(HttpFields clientHeaders, Arrival arrival, Via via) {
        RequestHeaders rules = new RequestHeaders(clientHeaders, arrival);
        rules.takeAll();
        rules.addOurs(via);
        return rules.sent;
    }

    private void takeAll() {
        if (clientHeaders.getField(HttpHeader.HOST) == null) {
            sendHost(HttpHeader.HOST.asString(), null);
        }
        for (int i = 0, size = clientHeaders.size(); i < size; i++) {
            HttpField field = clientHeaders.getField(i);
            HttpHeader header = field.getHeader();
            if (header == HttpHeader.HOST) {
                // A request needs its host, whatever Connection says of it.
                sendHost(field.getName(), field);
            } else if (header == HttpHeader.TE) {
                // For this hop too; all it can ask for is that trailers are kept, and they are.
                if (!trailersWanted && field.contains("trailers")) {
                    trailersWanted = true;
                    sent.add(TE_TRAILERS);
                }
            } else if (!HopByHop.isStandard(header) && !HopByHop.isNominated(field, nominated)) {
                take(i, field, header);
            }
        }
    }

    private void take(int place, HttpField field, @Nullable HttpHeader header) {
        if (header == HttpHeader.CONTENT_LENGTH || header == HttpHeader.EXPECT) {
            // Framing is the upstream's; whether a body is waited for is the request's.
            return;
        }
        if (header == HttpHeader.COOKIE) {
            sendCookies(place, field);
        } else if (ToldBefore.is(field)) {
            told = told == null ? new ToldBefore() : told;
            told.take(field);
        } else if (!isNotToBeTold(field.getName())) {
            sent.add(field);
        }
    }

    private void sendHost(String name, @Nullable HttpField field) {
        String authority = arrival.authority();
        if (hostSent || authority.isEmpty()) {
            return;
        }
        hostSent = true;
        boolean same = field != null && authority.equals(field.getValue());
        sent.add(same ? field : new HttpField(HttpHeader.HOST, name, authority));
    }

    /** HTTP/2 sends them in crumbs (RFC 9113, 8.2.3); they go on as one, in the place of the first. */
    private void sendCookies(int place, HttpField first) {
        if (cookiesSent) {
            return;
        }
        cookiesSent = true;
        StringBuilder joined = null;
        for (int i = place + 1, size = clientHeaders.size(); i < size; i++) {
            HttpField field = clientHeaders.getField(i);
            if (field.getHeader() == HttpHeader.COOKIE) {
                joined = joined == null ? new StringBuilder(first.getValue()) : joined;
                joined.append("; ").append(field.getValue());
            }
        }
        sent.add(joined == null ? first : new HttpField(HttpHeader.COOKIE, joined.toString()));
    }

    /**
     * Whether it says how a request came, or which certificate its client has shown, and must not: by a stranger, or with
     * {@code _} for {@code -}, which backends that make variables of names, as CGI does, take for the true one.
     */
    private boolean isNotToBeTold(String name) {
        char first = name.isEmpty() ? ' ' : (char) (name.charAt(0) | 0x20);
        if (first == 'c') {
            // One look is enough for Cookie, Content-Type and the like.
            boolean maybe = name.length() > 1 && (name.charAt(1) | 0x20) == 'l';
            return maybe && isOthersCertificate(name, name.replace('_', '-'));
        }
        if (first != 'x') {
            return false;
        }
        String asTaken = name.replace('_', '-');
        if (isForwarded(asTaken)) {
            return !arrival.peerTrusted() || !isForwarded(name);
        }
        return asTaken.equalsIgnoreCase(ToldBefore.REAL_IP) || isOthersCertificate(name, asTaken);
    }

    /** Whether it tells of a certificate that nobody who is believed has seen, or that we tell of ourselves. */
    private boolean isOthersCertificate(String name, String asTaken) {
        return ClientCertificateField.tells(asTaken)
                && (!arrival.peerTrusted()
                        || !name.equals(asTaken)
                        || arrival.certificates().writes(asTaken));
    }

    private static boolean isForwarded(String name) {
        return name.regionMatches(true, 0, ToldBefore.FORWARDED_PREFIX, 0, ToldBefore.FORWARDED_PREFIX.length());
    }

    private void addOurs(Via via) {
        ToldBefore before = told;
        if (before == null) {
            arrival.addFields(sent);
            return;
        }
        sent.add(via.field(before.via(), arrival.version()));
        if (arrival.peerTrusted()) {
            arrival.addForwarded(sent, before, clientHeaders);
        } else {
            arrival.addForwarded(sent);
        }
    }
}
