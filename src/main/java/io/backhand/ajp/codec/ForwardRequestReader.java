package io.backhand.ajp.codec;

import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * Reads FORWARD_REQUEST packets, and refuses what no careful balancer sends. Immutable and thread-safe: one serves all
 * connections of a listener.
 */
public final class ForwardRequestReader {
    private final int maxFields;
    private final Secret secret;
    private final Pattern allowedAttributes;

    /**
     * Sets its rules.
     *
     * @param maxFields of one request
     * @param secret what a peer has to show before anything else it says is looked at
     * @param allowedAttributes what the whole name of a request attribute must match that is none of the well-known ones
     */
    public ForwardRequestReader(int maxFields, Secret secret, Pattern allowedAttributes) {
        this.maxFields = maxFields;
        this.secret = secret;
        this.allowedAttributes = allowedAttributes;
    }

    /**
     * Reads one.
     *
     * @param input the whole payload, from its type on; it is read to its end, and nothing of it is kept
     * @throws RefusedRequestException if the peer is a stranger, or the request has anything in it that is refused
     */
    public ForwardRequest read(ByteBuffer input) throws RefusedRequestException {
        Payload payload = Payload.of(input);
        if (secret.isWanted()) {
            secret.demandFrom(payload);
        }
        RequestLine line = RequestLine.read(payload);
        RequestFields fields = RequestFields.read(payload, maxFields);
        RequestAttributes attributes = RequestAttributes.read(payload, line.secure(), allowedAttributes);
        String method = method(line, attributes);
        if (line.uri().equals("*") && !method.equals("OPTIONS")) {
            throw RefusedRequestException.bad("the URI * is for OPTIONS alone, was for " + Excerpt.of(method));
        }
        if (line.needsHost() && fields.host().isEmpty()) {
            throw RefusedRequestException.bad("a request of " + line.protocol() + " has a Host, was none");
        }
        return new ForwardRequest(method, line, fields, attributes);
    }

    private static String method(RequestLine line, RequestAttributes attributes) throws RefusedRequestException {
        String stored = attributes.text(AttributeCode.STORED_METHOD).orElse("");
        if (line.methodCode() == Methods.BY_NAME) {
            if (stored.isEmpty()) {
                throw RefusedRequestException.bad("the method 255 comes with its name as an attribute, came without");
            }
            return stored;
        }
        String method = Methods.named(line.methodCode());
        if (!stored.isEmpty()) {
            throw RefusedRequestException.bad(
                    "a method is a code or a name, was both: " + method + " and " + Excerpt.of(stored));
        }
        return method;
    }
}
