package io.backhand.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.TunnelSupport;

/**
 * WebSocket from a client of HTTP/2, which asks for it by an extended CONNECT (RFC 8441). A backend of HTTP/1.1 is
 * asked for an upgrade; the key that it wants to see with that, and the client does not send, is made here.
 */
final class Http2WebSocket {
    static final String PROTOCOL = "websocket";
    static final String KEY = "Sec-WebSocket-Key";
    static final String ACCEPT = "Sec-WebSocket-Accept";

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private Http2WebSocket() {}

    /** Whether a request is for it. */
    static boolean isAskedBy(Request clientRequest) {
        if (clientRequest.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2
                || !HttpMethod.CONNECT.is(clientRequest.getMethod())) {
            return false;
        }
        TunnelSupport tunnel = clientRequest.getTunnelSupport();
        return tunnel != null && PROTOCOL.equalsIgnoreCase(tunnel.getProtocol());
    }

    /** A key for one upgrade (RFC 6455, 4.1). */
    static String newKey(RandomGenerator chance) {
        byte[] key = new byte[KEY_BYTES];
        chance.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** What a backend that speaks the protocol answers to a key. */
    static String answerTo(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
