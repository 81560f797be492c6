package io.backhand.ajp.codec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A request as httpd passes it on, checked: each text is free of control characters, and of what the HTTP/1.1 grammar of its
 * place has no room for. Immutable.
 */
public final class ForwardRequest {
    /** Of {@link #contentLength()}: the body is asked for from its start, until an empty packet. */
    public static final long CHUNKED = -1;

    /** Of {@link #contentLength()}: no body, and no field that tells of one. */
    public static final long NO_BODY = -2;

    private final String method;
    private final RequestLine line;
    private final RequestFields fields;
    private final RequestAttributes attributes;

    ForwardRequest(String method, RequestLine line, RequestFields fields, RequestAttributes attributes) {
        this.method = method;
        this.line = line;
        this.fields = fields;
        this.attributes = attributes;
    }

    /** A token. */
    public String method() {
        return method;
    }

    /** What the client spoke: {@code HTTP/1.1}, {@code HTTP/2.0}. */
    public String protocol() {
        return line.protocol();
    }

    /** The path, percent-encoded, as httpd sent it: begins with a slash, or is {@code *} of OPTIONS. No query. */
    public String uri() {
        return line.uri();
    }

    /** Without {@code ?}. */
    public Optional<String> query() {
        return attributes.text(AttributeCode.QUERY_STRING);
    }

    /** The client's address, a literal. */
    public Optional<String> remoteAddress() {
        return line.remoteAddress();
    }

    /** The client's port; 0 where it is not known. */
    public int remotePort() {
        return attributes.remotePort();
    }

    /** Where httpd took the request, a literal. */
    public Optional<String> localAddress() {
        return attributes.localAddress();
    }

    /** To fall back to where there is no Host field. */
    public Optional<String> serverName() {
        return line.serverName();
    }

    public int serverPort() {
        return line.serverPort();
    }

    /** Whether the client came over TLS. */
    public boolean isSecure() {
        return line.secure();
    }

    public int fieldCount() {
        return fields.count();
    }

    /** As it stands in the packet, or with the usual capitals where the packet has a code for it. */
    public String fieldName(int index) {
        return fields.name(index);
    }

    public String fieldValue(int index) {
        return fields.value(index);
    }

    /** In bytes; {@link #CHUNKED} or {@link #NO_BODY}. Where more than 0, the first packet of it comes unasked. */
    public long contentLength() {
        return fields.contentLength();
    }

    /** The one Host field, {@code host} or {@code host:port}; only HTTP/1.0 may lack it. */
    public Optional<String> host() {
        return fields.host();
    }

    /** Whom httpd authenticated. */
    public Optional<String> remoteUser() {
        return attributes.text(AttributeCode.REMOTE_USER);
    }

    public Optional<String> authType() {
        return attributes.text(AttributeCode.AUTH_TYPE);
    }

    public Optional<String> jvmRoute() {
        return attributes.text(AttributeCode.JVM_ROUTE);
    }

    /** The client's certificate, and those it came with, in PEM; only over TLS, as all TLS facts. */
    public Optional<String> certificatePem() {
        return attributes.text(AttributeCode.SSL_CERT);
    }

    /** In OpenSSL's spelling. */
    public Optional<String> cipher() {
        return attributes.text(AttributeCode.SSL_CIPHER);
    }

    /** In hexadecimal. */
    public Optional<String> sessionId() {
        return attributes.text(AttributeCode.SSL_SESSION);
    }

    /** In bits. */
    public OptionalInt keySize() {
        return attributes.keySize();
    }

    /** As in {@code TLSv1.3}. */
    public Optional<String> tlsProtocol() {
        return attributes.tlsProtocol();
    }

    /** mod_jk's {@code JK_LB_ACTIVATION}: {@code ACT}, {@code DIS} or {@code STP}. */
    public Optional<String> activation() {
        return attributes.activation();
    }

    /** The others, all of them allowed. */
    public List<RequestAttribute> attributes() {
        return attributes.others();
    }
}
