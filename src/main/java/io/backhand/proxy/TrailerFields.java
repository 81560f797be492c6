package io.backhand.proxy;

import io.backhand.tls.ClientCertificateField;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Which of the fields after a message's content go on. Whoever takes them for fields of the header must find none there
 * that frames or routes the message, says who sent it, or how its content is to be read (RFC 9110, 6.5.1).
 */
final class TrailerFields {
    private TrailerFields() {}

    /** Those that go on; empty where none does. */
    static HttpFields passedOn(HttpFields trailers) {
        HttpFields.Mutable kept = HttpFields.build(trailers.size());
        for (HttpField field : trailers) {
            boolean tells = ToldBefore.isLike(field.getName())
                    || ClientCertificateField.tells(field.getName().replace('_', '-'));
            if (!tells && !isOfHeaderAlone(field.getHeader())) {
                kept.add(field);
            }
        }
        return kept.asImmutable();
    }

    private static boolean isOfHeaderAlone(@Nullable HttpHeader header) {
        if (header == null) {
            return false;
        }
        return switch (header) {
            case CONTENT_LENGTH,
                    CONTENT_ENCODING,
                    CONTENT_TYPE,
                    CONTENT_RANGE,
                    HOST,
                    VIA,
                    FORWARDED,
                    MAX_FORWARDS,
                    EXPECT,
                    RANGE,
                    CACHE_CONTROL,
                    PRAGMA,
                    AUTHORIZATION,
                    COOKIE,
                    SET_COOKIE,
                    WWW_AUTHENTICATE,
                    LOCATION -> true;
            default -> HopByHop.isStandard(header);
        };
    }
}
