package io.backhand.ajp.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What follows the fields of a request, up to the end of its packet. Immutable when it has been read. */
final class RequestAttributes {
    private static final byte[] REMOTE_PORT = "AJP_REMOTE_PORT".getBytes(US_ASCII);
    private static final byte[] LOCAL_ADDRESS = "AJP_LOCAL_ADDR".getBytes(US_ASCII);
    private static final byte[] TLS_PROTOCOL = "AJP_SSL_PROTOCOL".getBytes(US_ASCII);
    private static final byte[] ACTIVATION = "JK_LB_ACTIVATION".getBytes(US_ASCII);

    private static final int MAX_PORT = 65535;
    private static final int MAX_PORT_DIGITS = 5;
    private static final int UNKNOWN = -1;

    private final boolean secure;
    private final Pattern allowed;
    private final @Nullable String[] byCode = new @Nullable String[AttributeCode.STORED_METHOD + 1];
    private int seen;
    private int keySize = UNKNOWN;
    private int remotePort = UNKNOWN;
    private @Nullable String localAddress;
    private @Nullable String tlsProtocol;
    private @Nullable String activation;
    private @Nullable List<RequestAttribute> others;

    private RequestAttributes(boolean secure, Pattern allowed) {
        this.secure = secure;
        this.allowed = allowed;
    }

    /**
     * Reads them.
     *
     * @param secure whether the client came over TLS; where not, what is told of TLS is passed over
     * @param allowed what names must match that have no meaning of their own
     */
    static RequestAttributes read(Payload payload, boolean secure, Pattern allowed) throws RefusedRequestException {
        RequestAttributes attributes = new RequestAttributes(secure, allowed);
        for (int code = payload.octet(); code != AttributeCode.DONE; code = payload.octet()) {
            attributes.readOne(payload, code);
        }
        if (payload.hasMore()) {
            throw RefusedRequestException.bad("a request ends with FF, but there is more after it");
        }
        return attributes;
    }

    private void readOne(Payload payload, int code) throws RefusedRequestException {
        switch (code) {
            case AttributeCode.REQUEST_ATTRIBUTE -> readNamed(payload);
            case AttributeCode.SSL_KEY_SIZE -> {
                see(code);
                int bits = payload.int16();
                keySize = secure ? bits : UNKNOWN;
            }
            default -> {
                if (code == 0 || code > AttributeCode.STORED_METHOD) {
                    throw RefusedRequestException.bad("an attribute is 1 to 13, was " + code);
                }
                see(code);
                if (payload.string()) {
                    keep(payload, code);
                }
            }
        }
    }

    private void see(int code) throws RefusedRequestException {
        if ((seen & 1 << code) != 0) {
            throw RefusedRequestException.bad("the attribute " + code + " comes once, came again");
        }
        seen |= 1 << code;
    }

    private void keep(Payload payload, int code) throws RefusedRequestException {
        byCode[code] = switch (code) {
            case AttributeCode.CONTEXT, AttributeCode.SERVLET_PATH, AttributeCode.SECRET -> null;
            case AttributeCode.QUERY_STRING -> query(payload);
            case AttributeCode.SSL_CERT -> secure ? text(payload, Octets.PEM, "the certificate") : null;
            case AttributeCode.SSL_CIPHER, AttributeCode.SSL_SESSION -> secure ? value(payload) : null;
            case AttributeCode.STORED_METHOD -> method(payload);
            default -> value(payload);
        };
    }

    private static String query(Payload payload) throws RefusedRequestException {
        if (!payload.textIsAllIn(Octets.QUERY)) {
            throw RefusedRequestException.bad("a query has no space, control character or #, was " + payload.excerpt());
        }
        return payload.targetText();
    }

    private static String method(Payload payload) throws RefusedRequestException {
        if (payload.textLength() == 0) {
            throw RefusedRequestException.bad("a method must be a token, was empty");
        }
        return text(payload, Octets.TOKEN, "a method");
    }

    private static String value(Payload payload) throws RefusedRequestException {
        return text(payload, Octets.VALUE, "an attribute");
    }

    private static String text(Payload payload, int set, String what) throws RefusedRequestException {
        if (!payload.textIsAllIn(set)) {
            throw RefusedRequestException.bad(what + " has a character that may not stand there: " + payload.excerpt());
        }
        return payload.text();
    }

    /** Of a name that comes again the first counts: httpd's modules send their own before the administrator's. */
    private void readNamed(Payload payload) throws RefusedRequestException {
        payload.requiredString("an attribute's name");
        if (payload.textIs(REMOTE_PORT)) {
            int port = payload.string() ? (int) payload.number(MAX_PORT_DIGITS) : UNKNOWN;
            remotePort = remotePort != UNKNOWN || port > MAX_PORT ? remotePort : port;
        } else if (payload.textIs(LOCAL_ADDRESS)) {
            boolean isAddress = payload.string() && payload.textLength() > 0 && payload.textIsAllIn(Octets.ADDRESS);
            localAddress = localAddress != null || !isAddress ? localAddress : payload.text();
        } else if (payload.textIs(TLS_PROTOCOL)) {
            tlsProtocol = payload.string() && tlsProtocol == null && secure ? value(payload) : tlsProtocol;
        } else if (payload.textIs(ACTIVATION)) {
            activation = payload.string() && activation == null ? value(payload) : activation;
        } else {
            readOther(payload);
        }
    }

    private void readOther(Payload payload) throws RefusedRequestException {
        String name = payload.text();
        boolean passedOver = AttributeNames.isPassedOver(name);
        if (!passedOver && !AttributeNames.isAllowed(name, allowed)) {
            throw RefusedRequestException.forbidden("the request attribute " + payload.excerpt()
                    + " is not among those allowed: attributes = \"a pattern\" of the listener allows more");
        }
        if (!payload.string() || passedOver) {
            return;
        }
        if (others == null) {
            others = new ArrayList<>();
        }
        others.add(new RequestAttribute(name, value(payload)));
    }

    /** The value of one that is a string; empty where it did not come, or as null. */
    Optional<String> text(int code) {
        return Optional.ofNullable(byCode[code]);
    }

    OptionalInt keySize() {
        return keySize == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(keySize);
    }

    /** 0 where it is not known. */
    int remotePort() {
        return Math.max(0, remotePort);
    }

    Optional<String> localAddress() {
        return Optional.ofNullable(localAddress);
    }

    Optional<String> tlsProtocol() {
        return Optional.ofNullable(tlsProtocol);
    }

    Optional<String> activation() {
        return Optional.ofNullable(activation);
    }

    List<RequestAttribute> others() {
        return others == null ? List.of() : List.copyOf(others);
    }
}
