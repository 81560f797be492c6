package io.backhand.ajp;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Closes the connections of a listener that wait too long between two requests: {@link AjpPatience} says for what and how
 * long. It looks at all of them once a second, so that a request costs no timer. Thread-safe.
 */
public final class AjpWatch extends AbstractLifeCycle {
    private static final long PAUSE_MILLIS = 1000;

    private final AbstractConnector connector;
    private final Duration idleTimeout;
    private volatile Scheduler.@Nullable Task next;

    /** @param idleTimeout between two requests; zero for none */
    public AjpWatch(AbstractConnector connector, Duration idleTimeout) {
        this.connector = connector;
        this.idleTimeout = idleTimeout;
    }

    /** Closes the listener's connections that have nothing under way: the other side is to go elsewhere. */
    public static void closeIdle(AbstractConnector connector) {
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            if (endPoint.getConnection() instanceof AjpConnection connection) {
                connection.leave();
            }
        }
    }

    @Override
    protected void doStart() {
        schedule();
    }

    @Override
    protected void doStop() {
        Scheduler.Task task = next;
        if (task != null) {
            task.cancel();
        }
    }

    private void schedule() {
        next = connector.getScheduler().schedule(this::look, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            for (EndPoint endPoint : connector.getConnectedEndPoints()) {
                if (endPoint.getConnection() instanceof AjpConnection connection
                        && connection.patience().isOver(idleTimeout)) {
                    endPoint.close();
                }
            }
        } finally {
            if (isRunning()) {
                schedule();
            }
        }
    }
}
