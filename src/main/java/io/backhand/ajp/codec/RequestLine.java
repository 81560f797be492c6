package io.backhand.ajp.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;

/**
 * What stands before the fields.
 *
 * @param methodCode {@link Methods#BY_NAME} where the name is an attribute
 * @param protocol as in {@code HTTP/1.1}
 * @param uri a path, or an asterisk
 * @param remoteAddress empty where it is not known
 * @param serverName empty where it is null, or no host
 */
record RequestLine(
        int methodCode,
        String protocol,
        String uri,
        Optional<String> remoteAddress,
        Optional<String> serverName,
        int serverPort,
        boolean secure) {
    private static final String HTTP_1_1 = "HTTP/1.1";
    private static final byte[] HTTP_1_1_BYTES = HTTP_1_1.getBytes(US_ASCII);

    /** Reads it, from the type of the packet on. */
    static RequestLine read(Payload payload) throws RefusedRequestException {
        int type = payload.octet();
        if (type != PacketType.FORWARD_REQUEST) {
            throw RefusedRequestException.bad("a request is of type 2, was " + type);
        }
        int method = payload.octet();
        String protocol = protocol(payload);
        String uri = RequestUri.read(payload);
        Optional<String> remoteAddress = remoteAddress(payload);
        payload.string(); // The client's name, which nobody asks for.
        Optional<String> serverName =
                payload.string() && Authority.isHost(payload) ? Optional.of(payload.text()) : Optional.empty();
        return new RequestLine(method, protocol, uri, remoteAddress, serverName, payload.int16(), payload.bool());
    }

    private static String protocol(Payload payload) throws RefusedRequestException {
        payload.requiredString("the protocol");
        if (payload.textIs(HTTP_1_1_BYTES)) {
            return HTTP_1_1;
        }
        String protocol = payload.text();
        if (protocol.length() != HTTP_1_1.length()
                || !protocol.startsWith("HTTP/")
                || !Octets.isIn(Octets.DIGIT, protocol.charAt(5))
                || protocol.charAt(6) != '.'
                || !Octets.isIn(Octets.DIGIT, protocol.charAt(7))) {
            throw RefusedRequestException.bad("a protocol is such as HTTP/1.1, was " + payload.excerpt());
        }
        return protocol;
    }

    private static Optional<String> remoteAddress(Payload payload) throws RefusedRequestException {
        if (!payload.string() || payload.textLength() == 0) {
            return Optional.empty();
        }
        if (!payload.textIsAllIn(Octets.ADDRESS)) {
            throw RefusedRequestException.bad("the client's address must be one, was " + payload.excerpt());
        }
        return Optional.of(payload.text());
    }

    /** Whether a request of this protocol names its host. */
    boolean needsHost() {
        return protocol.charAt(5) > '1' || protocol.equals(HTTP_1_1);
    }
}
