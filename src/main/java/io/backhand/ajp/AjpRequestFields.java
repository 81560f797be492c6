package io.backhand.ajp;

import io.backhand.ajp.codec.AttributeHeader;
import io.backhand.ajp.codec.ForwardRequest;
import java.util.List;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request as the engine gets them: without those that speak of the connection between client and httpd, of
 * what AJP has no way to do, or in the client's own words of what httpd is to tell.
 */
final class AjpRequestFields {
    private AjpRequestFields() {}

    /** @param told what is ours to write */
    static HttpFields of(ForwardRequest request, List<AttributeHeader> told) {
        int count = request.fieldCount();
        HttpFields.Mutable fields = HttpFields.build(count);
        for (int i = 0; i < count; i++) {
            String name = request.fieldName(i);
            HttpHeader header = HttpHeader.CACHE.get(name);
            if (header == HttpHeader.HOST) {
                fields.add(new Host(name, request.fieldValue(i)));
            } else if (!isDropped(header) && !isOurs(name, told)) {
                fields.add(new HttpField(header, name, request.fieldValue(i)));
            }
        }
        return fields.asImmutable();
    }

    /** Not Connection itself: what else it names has still to be dropped on the way to the backend. */
    private static boolean isDropped(@Nullable HttpHeader header) {
        if (header == null) {
            return false;
        }
        return switch (header) {
            case EXPECT, KEEP_ALIVE, PROXY_CONNECTION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE -> true;
            default -> false;
        };
    }

    private static boolean isOurs(String name, List<AttributeHeader> told) {
        for (int i = 0; i < told.size(); i++) {
            if (told.get(i).isTakenFor(name)) {
                return true;
            }
        }
        return false;
    }

    /** One value, which the codec has checked: Jetty would parse it as a list to see that. */
    private static final class Host extends HostPortHttpField {
        private final List<String> values;

        Host(String name, String value) {
            super(HttpHeader.HOST, name, value);
            this.values = List.of(value);
        }

        @Override
        public List<String> getValueList(boolean keepQuotes) {
            return values;
        }
    }
}
