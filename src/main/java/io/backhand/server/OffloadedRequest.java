package io.backhand.server;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.ThreadPool;

/** A request whose handler may block, and never does so on a selector's thread. As thread-safe as what it wraps. */
final class OffloadedRequest extends Request.Wrapper {
    private final Executor pool;

    OffloadedRequest(Request request, Executor pool) {
        super(request);
        this.pool = pool;
    }

    /** Jetty hands to the pool what says that it may block, but runs it in place after a write such as that of a 100. */
    @Override
    public void demand(Runnable whenThere) {
        super.demand(new Demand(whenThere, pool));
    }

    @Override
    public void addFailureListener(Consumer<Throwable> listener) {
        super.addFailureListener(cause -> runWhereItMayBlock(() -> listener.accept(cause), pool));
    }

    /**
     * Runs a task here, or on a thread of the pool where this one must not block.
     *
     * <p>It is never queued: it may be what a blocked thread waits for, and all of them may be blocked.
     */
    static void runWhereItMayBlock(Runnable task, Executor pool) {
        if (Invocable.isNonBlockingInvocation()) {
            ThreadPool.executeImmediately(pool, Invocable.from(Invocable.InvocationType.BLOCKING, task));
        } else {
            task.run();
        }
    }

    private record Demand(Runnable whenThere, Executor pool) implements Invocable.Task {
        @Override
        public void run() {
            if (getInvocationType() == InvocationType.BLOCKING) {
                runWhereItMayBlock(whenThere, pool);
            } else {
                whenThere.run();
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return Invocable.getInvocationType(whenThere);
        }
    }
}
