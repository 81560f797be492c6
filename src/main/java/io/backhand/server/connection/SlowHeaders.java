package io.backhand.server.connection;

import io.backhand.selectors.SharedSelectors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpParser.State;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.NegotiatingServerConnection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;

/**
 * Ends the connections of clients that take too long to say what they want: from its first byte a request's header is to
 * be there within the limit, the connection's first one from when it was accepted, TLS and all. Who has sent some of it is
 * answered 408, who has sent nothing is hung up on.
 *
 * <p>Over HTTP/2 the limit is for the first request alone; a client that has made one is held to the idle time.
 *
 * <p>It looks at all connections of a listener now and then, so that a request costs nothing for it. Thread-safe: what
 * it finds it looks at again on the thread that the connection belongs to.
 */
public final class SlowHeaders extends Rounds {
    private static final byte[] REQUEST_TIMEOUT =
            "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    /** So much later than it should have ended, at most. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** For a client to read its 408, or the farewell of HTTP/2. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Duration limit;
    private final LongAdder ended = new LongAdder();

    /** @param limit above zero */
    public SlowHeaders(AbstractConnector connector, Duration limit) {
        super(connector, pause(limit));
        this.limit = limit;
    }

    private static Duration pause(Duration limit) {
        long millis = Math.min(LONGEST_PAUSE.toMillis(), Math.max(1, limit.toMillis() / 4));
        return Duration.ofMillis(millis);
    }

    /** Connections ended so far. */
    public long ended() {
        return ended.sum();
    }

    @Override
    protected void look() {
        for (EndPoint endPoint : connector().getConnectedEndPoints()) {
            if (isLate(endPoint)) {
                SharedSelectors.onThreadOf(endPoint, () -> endLate(endPoint));
            }
        }
    }

    private boolean isLate(EndPoint endPoint) {
        Connection connection = innermost(endPoint);
        if (connection instanceof HttpConnection http) {
            boolean firstIsLate = isFirst(http) && isOld(endPoint);
            return isInHeader(http)
                    ? firstIsLate || isHeaderLate(http)
                    : firstIsLate && http.getParser().isStart();
        }
        if (connection instanceof HTTP2Connection) {
            return isFirst(connection) && isOld(endPoint);
        }
        // Others that are no HTTP yet, or no more, have limits of their own.
        return connection instanceof NegotiatingServerConnection && isOld(endPoint);
    }

    private void endLate(EndPoint endPoint) {
        if (!endPoint.isOpen() || !isLate(endPoint)) {
            return;
        }
        ended.increment();
        Connection connection = innermost(endPoint);
        if (connection instanceof HttpConnection http && isInHeader(http)) {
            answer(http, endPoint);
        } else if (connection instanceof HTTP2Connection http2) {
            http2.getSession().close(ErrorCode.NO_ERROR.code, "no request in time", Callback.NOOP);
            closeLater(endPoint);
        } else {
            endPoint.close();
        }
    }

    /** Between requests nothing is being written; what still comes is not read any more. */
    private void answer(HttpConnection http, EndPoint endPoint) {
        http.getParser().close();
        EndPoint decrypted = http.getEndPoint();
        decrypted.write(
                Callback.from(decrypted::shutdownOutput, failure -> endPoint.close()),
                ByteBuffer.wrap(REQUEST_TIMEOUT));
        closeLater(endPoint);
    }

    private void closeLater(EndPoint endPoint) {
        connector().getScheduler().schedule(endPoint::close, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isHeaderLate(HttpConnection http) {
        return NanoTime.millisSince(http.getParser().getBeginNanoTime()) >= limit.toMillis();
    }

    private boolean isOld(EndPoint endPoint) {
        return System.currentTimeMillis() - endPoint.getCreatedTimeStamp() >= limit.toMillis();
    }

    private static boolean isFirst(Connection connection) {
        return connection.getMessagesIn() == 0;
    }

    private static boolean isInHeader(HttpConnection http) {
        HttpParser.State state = http.getParser().getState();
        return state.compareTo(State.START) > 0 && state.compareTo(State.CONTENT) < 0;
    }

    private static @Nullable Connection innermost(EndPoint endPoint) {
        Connection connection = endPoint.getConnection();
        return connection instanceof SslConnection tls ? tls.getSslEndPoint().getConnection() : connection;
    }
}
