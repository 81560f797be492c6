package io.backhand.ajp;

import io.backhand.ajp.codec.UnsendableResponseException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a listener says of requests and responses that can't go through: a line a second at most, with how many were passed
 * over since the one before, so that a flood of them is none of log lines. Thread-safe.
 */
final class AjpLog {
    private static final Logger LOG = LoggerFactory.getLogger(AjpLog.class);
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong passedOver = new AtomicLong();

    /** A request was refused; the reason has nothing secret in it. */
    void refused(EndPoint peer, int status, String why) {
        if (isDue()) {
            LOG.warn("an AJP request from {} is refused with {}: {}{}", addressOf(peer), status, why, others());
        } else {
            LOG.debug("an AJP request from {} is refused with {}: {}", addressOf(peer), status, why);
        }
    }

    /** A response can't be written. */
    void unsendable(@Nullable String path, UnsendableResponseException cause) {
        if (isDue()) {
            LOG.warn("the response for {} can't be sent by AJP: {}{}", path, cause.getMessage(), others());
        } else {
            LOG.debug("the response for {} can't be sent by AJP: {}", path, cause.getMessage());
        }
    }

    /** What is of no use but to who looks for it. */
    void debug(String message, Object what) {
        LOG.debug(message, what);
    }

    private boolean isDue() {
        long now = System.nanoTime();
        long next = nextNanos.get();
        boolean due = now - next >= 0 && nextNanos.compareAndSet(next, now + INTERVAL_NANOS);
        if (!due) {
            passedOver.incrementAndGet();
        }
        return due;
    }

    private String others() {
        long others = passedOver.getAndSet(0);
        return others == 0 ? "" : " (and " + others + " others since the last such line)";
    }

    private static String addressOf(EndPoint peer) {
        InetAddress address =
                peer.getRemoteSocketAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
        return address == null ? "unknown" : address.getHostAddress();
    }
}
