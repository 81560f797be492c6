package io.backhand.server.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all connections of a listener now and then, as long as that runs, so that none of them costs a timer.
 * Thread-safe.
 */
public abstract class Rounds extends AbstractLifeCycle {
    private final AbstractConnector connector;
    private final long pauseMillis;
    private volatile Scheduler.@Nullable Task next;

    /** @param pause from the end of one round to the next */
    protected Rounds(AbstractConnector connector, Duration pause) {
        this.connector = connector;
        this.pauseMillis = pause.toMillis();
    }

    /** The listener whose connections they are. */
    protected final AbstractConnector connector() {
        return connector;
    }

    /** One round. */
    protected abstract void look();

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
        next = connector.getScheduler().schedule(this::round, pauseMillis, TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            look();
        } finally {
            if (isRunning()) {
                schedule();
            }
        }
    }
}
