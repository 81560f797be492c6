package io.backhand.ajp.codec;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A field by which backends are told one thing that httpd tells of a request. Immutable and thread-safe.
 *
 * @param field its name
 * @param attribute what it tells: one of {@link #KNOWN}, or the name of a request attribute
 */
public record AttributeHeader(String field, String attribute) {
    /** Whom httpd authenticated. */
    public static final AttributeHeader USER = new AttributeHeader("X-Forwarded-User", "REMOTE_USER");

    /** What has a place of its own in a request; by the names that the same has in httpd. */
    public static final Set<String> KNOWN = Set.of(
            "REMOTE_USER",
            "AUTH_TYPE",
            "SSL_CIPHER",
            "SSL_CIPHER_USEKEYSIZE",
            "SSL_PROTOCOL",
            "SSL_SESSION_ID",
            "JK_LB_ACTIVATION");

    /** Whether it may ever be told, where that pattern is for the names of request attributes. */
    public boolean canBeTold(Pattern allowed) {
        return KNOWN.contains(attribute) || AttributeNames.isAllowed(attribute, allowed);
    }

    /** Whether a field of that name is taken for this one; backends that make variables of names take {@code _} for {@code -}. */
    public boolean isTakenFor(String name) {
        return name.length() == field.length() && name.replace('_', '-').equalsIgnoreCase(field);
    }

    /** What there is to tell; empty where httpd does not. */
    public Optional<String> value(ForwardRequest request) {
        return switch (attribute) {
            case "REMOTE_USER" -> request.remoteUser();
            case "AUTH_TYPE" -> request.authType();
            case "SSL_CIPHER" -> request.cipher();
            case "SSL_CIPHER_USEKEYSIZE" -> text(request.keySize());
            case "SSL_PROTOCOL" -> request.tlsProtocol();
            case "SSL_SESSION_ID" -> request.sessionId();
            case "JK_LB_ACTIVATION" -> request.activation();
            default -> named(request);
        };
    }

    private static Optional<String> text(OptionalInt bits) {
        return bits.isPresent() ? Optional.of(Integer.toString(bits.getAsInt())) : Optional.empty();
    }

    private Optional<String> named(ForwardRequest request) {
        for (RequestAttribute other : request.attributes()) {
            if (other.name().equals(attribute)) {
                return Optional.of(other.value());
            }
        }
        return Optional.empty();
    }
}
