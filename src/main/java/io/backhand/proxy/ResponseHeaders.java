package io.backhand.proxy;

import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;

/**
 * The header a client gets: the backend's in its order and case, without what is for one hop alone. A field that does
 * not change is passed on as it is.
 */
final class ResponseHeaders {
    private ResponseHeaders() {}

    /** Has those fields that may name a place name the one the client knows. */
    @FunctionalInterface
    interface Places {
        /** The field for the client, where {@link LinkRewriting} concerns it. */
        HttpField toClient(HttpField field);
    }

    /**
     * Adds what goes to the client.
     *
     * @param withTrailers whether trailers are passed on, so that the field that announces them is true
     */
    static void passOn(
            HttpFields backendHeaders,
            int status,
            boolean withTrailers,
            Via via,
            Places places,
            HttpFields.Mutable clientHeaders) {
        Set<String> nominated = HopByHop.nominated(backendHeaders);
        boolean noLength = status == HttpStatus.NO_CONTENT_204
                || status == HttpStatus.SWITCHING_PROTOCOLS_101
                || backendHeaders.getField(HttpHeader.TRANSFER_ENCODING) != null;
        String viaBefore = "";
        for (int i = 0, size = backendHeaders.size(); i < size; i++) {
            HttpField field = backendHeaders.getField(i);
            HttpHeader header = field.getHeader();
            if (header == HttpHeader.VIA) {
                viaBefore = viaBefore.isEmpty() ? field.getValue() : viaBefore + ", " + field.getValue();
            } else if (header == HttpHeader.TRAILER ? withTrailers : goesOn(field, nominated)) {
                pass(LinkRewriting.concerns(field) ? places.toClient(field) : field, noLength, clientHeaders);
            }
        }
        clientHeaders.add(via.field(viaBefore, HttpVersion.HTTP_1_1));
    }

    /** Fields of an interim response. */
    static HttpFields interim(HttpFields backendHeaders, Places places) {
        Set<String> nominated = HopByHop.nominated(backendHeaders);
        HttpFields.Mutable clientHeaders = HttpFields.build(backendHeaders.size());
        for (HttpField field : backendHeaders) {
            if (goesOn(field, nominated)) {
                clientHeaders.add(LinkRewriting.concerns(field) ? places.toClient(field) : field);
            }
        }
        return clientHeaders;
    }

    private static boolean goesOn(HttpField field, Set<String> nominated) {
        return !HopByHop.isStandard(field.getHeader()) && !HopByHop.isNominated(field, nominated);
    }

    private static void pass(HttpField field, boolean noLength, HttpFields.Mutable clientHeaders) {
        HttpHeader header = field.getHeader();
        if (header == HttpHeader.CONTENT_LENGTH && noLength) {
            return;
        }
        // The server may have put its own there.
        if (header == HttpHeader.DATE || header == HttpHeader.SERVER || header == HttpHeader.CONTENT_LENGTH) {
            clientHeaders.put(field);
        } else {
            clientHeaders.add(field);
        }
    }
}
