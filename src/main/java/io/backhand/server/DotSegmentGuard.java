package io.backhand.server;

import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Refuses a dot segment beside an encoded slash, as in {@code /app/..%2fadmin}: to us that is a name within
 * {@code /app}, to a backend that decodes it first it is {@code /admin}, which may be another route's. Thread-safe.
 */
final class DotSegmentGuard implements HttpConfiguration.Customizer {
    private static final Pattern DOT_SEGMENT =
            Pattern.compile("(?:^|/|%2f)(?:\\.|%2e){1,2}(?:/|%2f|;|$)", Pattern.CASE_INSENSITIVE);

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        HttpURI uri = request.getHttpURI();
        if (uri.hasViolation(Violation.AMBIGUOUS_PATH_SEPARATOR)
                && DOT_SEGMENT.matcher(uri.getPath()).find()) {
            throw new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, "dot segment beside an encoded slash");
        }
        return request;
    }
}
