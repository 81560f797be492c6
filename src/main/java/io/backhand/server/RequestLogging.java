package io.backhand.server;

import io.backhand.accesslog.AccessLog;
import io.backhand.accesslog.Answered;
import io.backhand.accesslog.Asked;
import io.backhand.accesslog.Ended;
import io.backhand.accesslog.Entry;
import io.backhand.accesslog.Joined;
import io.backhand.accesslog.LineCounts;
import io.backhand.accesslog.LoggedRequest;
import io.backhand.accesslog.Way;
import io.backhand.config.BalancerConfig.AccessLogFile;
import io.backhand.proxy.ClientAddress;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log of our own server: each exchange that the server has ended, those of the engine with what that has
 * noted. It is opened when the server starts, and closed when it has stopped.
 *
 * <p>Thread-safe; never blocks, and never fails a request.
 */
final class RequestLogging extends AbstractLifeCycle implements RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLogging.class);

    /** What Jetty calls a request whose first line can't be read. */
    private static final String NO_METHOD = "BAD";

    private static final String NO_TARGET = "/badMessage";

    private static final String UNKNOWN = "-";

    private static final HttpConfiguration.Customizer LOGGED = (request, responseHeaders) -> new LoggedRequest(request);

    private final AccessLogFile file;
    private volatile @Nullable AccessLog log;

    private RequestLogging(AccessLogFile file) {
        this.file = file;
    }

    /** Has a server that is not started yet log what comes over its connectors. */
    static void install(AccessLogFile file, Server server, List<ServerConnector> connectors) {
        server.setRequestLog(new RequestLogging(file));
        connectors.stream()
                .flatMap(connector -> connector.getConnectionFactories().stream())
                .map(RequestLogging::configuration)
                .flatMap(Optional::stream)
                .distinct()
                .forEach(configuration -> configuration.addCustomizer(LOGGED));
    }

    private static Optional<HttpConfiguration> configuration(ConnectionFactory factory) {
        return factory instanceof HttpConfiguration.ConnectionFactory http
                ? Optional.of(http.getHttpConfiguration())
                : Optional.empty();
    }

    /** What became of the lines of a server that has such a log. */
    static Optional<LineCounts> countsOf(Server server) {
        return server.getRequestLog() instanceof RequestLogging logging
                ? Optional.ofNullable(logging.log).map(AccessLog::counts)
                : Optional.empty();
    }

    @Override
    protected void doStart() throws StartException {
        try {
            log = AccessLog.open(file.path(), file.format());
        } catch (IOException e) {
            throw new StartException("[access-log] " + e.getMessage(), e);
        }
    }

    @Override
    protected void doStop() {
        AccessLog opened = log;
        if (opened != null) {
            opened.close();
        }
    }

    @Override
    public void log(Request request, Response response) {
        AccessLog opened = log;
        if (opened == null) {
            return;
        }
        try {
            Way noted = LoggedRequest.wayOf(request);
            Way way = noted == null ? new Way() : noted;
            Entry entry = new Entry(asked(request, way), answered(request, response), way);
            Joined joined = way.joined();
            if (joined != null && response.isCompletedSuccessfully()) {
                joined.begins(entry, opened);
                return;
            }
            // Where nobody has noted more.
            way.ended(response.isCompletedSuccessfully() ? Ended.COMPLETE : Ended.BROKE_OFF);
            opened.add(entry);
        } catch (RuntimeException e) {
            LOG.error("an exchange is not in the access log", e);
        }
    }

    private static Asked asked(Request request, Way way) {
        HttpFields headers = request.getHeaders();
        Principal user = Request.getAuthenticationState(request).getUserPrincipal();
        String client = way.client();
        return new Asked(
                client == null ? ClientAddress.of(request).text() : client,
                user == null ? null : user.getName(),
                line(request),
                host(request),
                headers.get(HttpHeader.REFERER),
                headers.get(HttpHeader.USER_AGENT));
    }

    private static Asked.RequestLine line(Request request) {
        String method = request.getMethod();
        HttpURI uri = request.getHttpURI();
        String target = uri.getPathQuery();
        boolean unread = NO_METHOD.equals(method) && NO_TARGET.equals(target);
        return new Asked.RequestLine(
                unread ? UNKNOWN : method,
                unread ? UNKNOWN : target == null ? String.valueOf(uri.getAuthority()) : target,
                request.getConnectionMetaData().getHttpVersion().asString(),
                request.isSecure() ? "https" : "http");
    }

    private static @Nullable String host(Request request) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        return host == null ? request.getHttpURI().getAuthority() : host;
    }

    private static Answered answered(Request request, Response response) {
        long nowNanos = System.nanoTime();
        // A request whose first line can't be read has no beginning.
        long beganNanos = request.getBeginNanoTime() == 0 ? nowNanos : request.getBeginNanoTime();
        long tookNanos = nowNanos - beganNanos;
        return new Answered(
                response.getStatus(),
                Math.max(0, Response.getContentBytesWritten(response)),
                Math.max(0, Request.getContentBytesRead(request)),
                System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(tookNanos),
                beganNanos,
                tookNanos);
    }
}
