package io.backhand.selectors;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ExecutionStrategy;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a server. What a selector's thread can do without blocking stays with it, and a connection that is to
 * go on reading goes back to its selector, from whatever thread: so a request is served by one thread.
 *
 * <p>Only for a server whose handlers are all non-blocking. Thread-safe.
 */
public final class SelectorThreadPool extends QueuedThreadPool {
    private final Tricks tricks;

    /** A pool of up to so many threads. */
    public SelectorThreadPool(int maxThreads, Tricks tricks) {
        super(maxThreads);
        this.tricks = tricks;
    }

    /** Not at once even on the selector's own thread: the task would run within what it follows upon. */
    @Override
    public void execute(Runnable task) {
        SharedSelector selector = tricks.inlineResume() ? selectorFor(task) : null;
        if (selector == null) {
            super.execute(task);
        } else {
            selector.later(task);
        }
    }

    /**
     * Has an executor run a request's task when the selector's thread that this is has left what it is in: at once on
     * others.
     *
     * <p>Jetty's connection is not safe from a request that ends on another thread while the one that read it is still
     * on its way out, where the next request is in the buffer already.
     *
     * @param callback the request's, failed where the executor takes nothing more
     */
    public static void afterwards(Executor executor, Runnable task, Callback callback) {
        SharedSelector selector = SharedSelector.current();
        if (selector == null) {
            execute(executor, task, callback);
        } else {
            selector.later(() -> execute(executor, task, callback));
        }
    }

    private static void execute(Executor executor, Runnable task, Callback callback) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            callback.failed(e);
        }
    }

    /** Takes an idle thread, or makes one, where Jetty would go past the limit as soon as none is reserved. */
    @Override
    public boolean tryExecute(Runnable task) {
        if (super.tryExecute(task)) {
            return true;
        }
        // A strategy takes a yes for the promise of another producer.
        boolean free = getIdleThreads() > 0 || getThreads() < getMaxThreads();
        if (task instanceof ExecutionStrategy || !free) {
            return false;
        }
        super.execute(task);
        return true;
    }

    private static @Nullable SharedSelector selectorFor(Runnable task) {
        if (task instanceof Connection connection) {
            return SharedSelector.of(connection.getEndPoint());
        }
        // An execution strategy runs itself what does not block, and executes the rest.
        boolean staysHere =
                task instanceof ExecutionStrategy || Invocable.getInvocationType(task) == InvocationType.NON_BLOCKING;
        return staysHere ? SharedSelector.current() : null;
    }
}
