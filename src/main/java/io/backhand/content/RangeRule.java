package io.backhand.content;

import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.server.Request;

/**
 * Whether a request's {@code Range} counts; where it does not, the whole file is the answer (RFC 9110, 14.2).
 */
final class RangeRule {
    /** More parts than these cost more than the file. */
    private static final int MAX_RANGES = 16;

    private static final String RANGE = "(?:\\d{1,18}-\\d{0,18}|-\\d{1,18})";
    private static final Pattern BYTES =
            Pattern.compile("bytes=" + RANGE + "(?:[ \\t]*,[ \\t]*" + RANGE + "){0," + (MAX_RANGES - 1) + "}");

    private RangeRule() {}

    /** The request, without a range that does not count. */
    static Request apply(Request request, HttpContent content) {
        if (!request.getHeaders().contains(HttpHeader.RANGE) || counts(request, content)) {
            return request;
        }
        HttpFields without = HttpFields.build(request.getHeaders()).remove(HttpHeader.RANGE);
        return new Request.Wrapper(request) {
            @Override
            public HttpFields getHeaders() {
                return without;
            }
        };
    }

    private static boolean counts(Request request, HttpContent content) {
        List<String> ranges = request.getHeaders().getValuesList(HttpHeader.RANGE);
        return HttpMethod.GET.is(request.getMethod())
                && ranges.size() == 1
                && BYTES.matcher(ranges.get(0)).matches()
                && isOfThisVersion(request, content);
    }

    /** Our entity tags are weak, and a weak one never vouches for a range; the exact time does. */
    private static boolean isOfThisVersion(Request request, HttpContent content) {
        List<String> wanted = request.getHeaders().getValuesList(HttpHeader.IF_RANGE);
        return wanted.isEmpty()
                || (wanted.size() == 1
                        && wanted.get(0).equals(content.getLastModified().getValue()));
    }
}
