package io.backhand.proxy;

import io.backhand.candidacy.Delivery;
import io.backhand.cluster.Backend;
import io.backhand.cluster.Contact;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** The responses that the balancer makes itself. */
public final class Answers {
    private static final HttpField PLAIN = new HttpField(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
    private static final HttpField RETRY_SOON = new HttpField(HttpHeader.RETRY_AFTER, "1");
    private static final HttpField NOT_STORED = new HttpField(HttpHeader.CACHE_CONTROL, "no-store");

    private Answers() {}

    /** An error, in words that tell a stranger nothing of what stands behind. */
    static void error(Request clientRequest, Response clientResponse, int status, String words, Callback callback) {
        clientResponse.reset();
        clientResponse.setStatus(status);
        clientResponse.getHeaders().put(PLAIN).put(NOT_STORED);
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            clientResponse.getHeaders().put(RETRY_SOON);
        }
        byte[] body = (status + " " + words + "\n").getBytes(StandardCharsets.UTF_8);
        clientResponse.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        boolean head = HttpMethod.HEAD.is(clientRequest.getMethod());
        clientResponse.write(true, head ? BufferUtil.EMPTY_BUFFER : ByteBuffer.wrap(body), callback);
    }

    /** To an {@code OPTIONS} that is the balancer's own to answer: it is there. */
    public static void options(Response clientResponse, Callback callback) {
        clientResponse.setStatus(HttpStatus.OK_200);
        clientResponse.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
        clientResponse.write(true, BufferUtil.EMPTY_BUFFER, callback);
    }

    /**
     * A redirect to a backend, path and query kept. The method is kept too: 302 for those that a client may ask
     * again with, 307 for the others.
     */
    static void redirect(
            Request clientRequest, Response clientResponse, Backend backend, Delivery delivery, Callback callback) {
        Contact contact = backend.contact();
        Contact to = delivery == Delivery.REDIRECT_TO_NAME
                ? new Contact(contact.scheme(), backend.id().name(), contact.port())
                : contact;
        String method = clientRequest.getMethod();
        boolean safe = HttpMethod.GET.is(method) || HttpMethod.HEAD.is(method);
        clientResponse.setStatus(safe ? HttpStatus.FOUND_302 : HttpStatus.TEMPORARY_REDIRECT_307);
        clientResponse
                .getHeaders()
                .put(HttpHeader.LOCATION, to.webUrl() + ClientRequestFacts.target(clientRequest))
                .put(HttpHeader.CONTENT_LENGTH, 0);
        clientResponse.write(true, BufferUtil.EMPTY_BUFFER, callback);
    }
}
