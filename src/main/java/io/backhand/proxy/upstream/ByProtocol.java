package io.backhand.proxy.upstream;

import io.backhand.cluster.Contact;
import java.time.Duration;

/**
 * An upstream for each protocol, chosen by the scheme of the contact.
 *
 * @param http1 for backends of HTTP/1.1
 * @param http2 for backends of HTTP/2
 */
public record ByProtocol(Upstream http1, Upstream http2) implements Upstream {
    @Override
    public BackendExchange send(Contact contact, BackendRequest backendRequest, BackendResponseListener listener) {
        return (contact.isHttp2() ? http2 : http1).send(contact, backendRequest, listener);
    }

    @Override
    public void closesIdleAfter(Contact contact, Duration timeout) {
        (contact.isHttp2() ? http2 : http1).closesIdleAfter(contact, timeout);
    }

    @Override
    public void close() {
        http1.close();
        http2.close();
    }
}
