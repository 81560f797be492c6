package io.backhand.ajp.codec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A request as httpd passes it on, checked: each text is free of control characters, and of what the HTTP/1.1 grammar of its
 * place has no room for. Immutable.
 */
public interface ForwardRequest {
    /** Of {@link #contentLength()}: the body is asked for from its start, until an empty packet. */
    long CHUNKED = -1;

    /** Of {@link #contentLength()}: no body, and no field that tells of one. */
    long NO_BODY = -2;

    /** A token. */
    String method();

    /** What the client spoke: {@code HTTP/1.1}, {@code HTTP/2.0}. */
    String protocol();

    /** The path, percent-encoded, as httpd sent it: begins with a slash, or is {@code *} of OPTIONS. No query. */
    String uri();

    /** Without {@code ?}. */
    Optional<String> query();

    /** The client's address, a literal. */
    Optional<String> remoteAddress();

    /** The client's port; 0 where it is not known. */
    int remotePort();

    /** Where httpd took the request, a literal. */
    Optional<String> localAddress();

    /** To fall back to where there is no Host field. */
    Optional<String> serverName();

    int serverPort();

    /** Whether the client came over TLS. */
    boolean isSecure();

    int fieldCount();

    /** As it stands in the packet, or with the usual capitals where the packet has a code for it. */
    String fieldName(int index);

    String fieldValue(int index);

    /** In bytes; {@link #CHUNKED} or {@link #NO_BODY}. Where more than 0, the first packet of it comes unasked. */
    long contentLength();

    /** The one Host field, {@code host} or {@code host:port}; only HTTP/1.0 may lack it. */
    Optional<String> host();

    /** Whom httpd authenticated. */
    Optional<String> remoteUser();

    Optional<String> authType();

    Optional<String> jvmRoute();

    /** The client's certificate, and those it came with, in PEM; only over TLS, as all TLS facts. */
    Optional<String> certificatePem();

    /** In OpenSSL's spelling. */
    Optional<String> cipher();

    /** In hexadecimal. */
    Optional<String> sessionId();

    /** In bits. */
    OptionalInt keySize();

    /** As in {@code TLSv1.3}. */
    Optional<String> tlsProtocol();

    /** mod_jk's {@code JK_LB_ACTIVATION}: {@code ACT}, {@code DIS} or {@code STP}. */
    Optional<String> activation();

    /** The others, all of them allowed. */
    List<RequestAttribute> attributes();
}
