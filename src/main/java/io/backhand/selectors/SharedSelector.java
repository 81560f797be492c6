package io.backhand.selectors;

import io.backhand.proxy.upstream.BackendSelector;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A selector for clients and backends alike, with one thread for its whole life.
 *
 * <p>That thread runs in what Jetty calls a non-blocking invocation: what may block is handed to the pool, and
 * {@code Invocable.isNonBlockingInvocation()} says whether one is on such a thread.
 *
 * <p>Thread-safe.
 */
final class SharedSelector extends ManagedSelector implements BackendSelector {
    private static final Logger LOG = LoggerFactory.getLogger(SharedSelector.class);
    private static final ThreadLocal<@Nullable SharedSelector> CURRENT = new ThreadLocal<>();

    /** Nothing to do: it is submitted for the selector to wake. */
    private static final SelectorUpdate WAKE = selector -> {};

    /** Tasks run before the selector is asked again, so that they can't keep it from its sockets. */
    private static final int PUT_OFF_AT_ONCE = 1024;

    private final Scheduler scheduler;
    private final Tricks tricks;
    private final Queue<Runnable> putOff = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread loop;
    private volatile boolean ended;

    /** Connections to backends that other threads have asked for, and its own has still to begin. */
    private final Set<PendingConnect> asked = ConcurrentHashMap.newKeySet();

    SharedSelector(SharedConnector.Manager manager, int id, Tricks tricks) {
        super(manager, id);
        this.scheduler = manager.getScheduler();
        this.tricks = tricks;
    }

    /** The one whose thread this is. */
    static @Nullable SharedSelector current() {
        return CURRENT.get();
    }

    /** The one that an end point, or what it wraps, lives on. */
    static @Nullable SharedSelector of(@Nullable EndPoint endPoint) {
        EndPoint unwrapped = endPoint;
        while (unwrapped instanceof EndPoint.Wrapper wrapper) {
            unwrapped = wrapper.unwrap();
        }
        return unwrapped instanceof SelectorEndPoint own ? own.selector() : null;
    }

    /** Runs a selector's loop, as long as it lasts, in a non-blocking invocation. */
    static void runLoop(Runnable produce) {
        try {
            Invocable.invokeNonBlocking(produce);
        } finally {
            CURRENT.remove();
        }
    }

    Tricks tricks() {
        return tricks;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** Whether this is its own thread. */
    boolean isLoop() {
        return Thread.currentThread() == loop;
    }

    /** Has it look at what has changed, where it waits. */
    void wake() {
        submit(WAKE);
    }

    /** Runs a task on its thread: soon, and on an empty stack. Once it has stopped, at once and here. */
    void later(Runnable task) {
        putOff.add(task);
        if (!isLoop()) {
            wake();
        }
        if (ended) {
            runPutOff(Integer.MAX_VALUE);
        }
    }

    /** Runs an update on its thread: at once where this is it. */
    void run(SelectorUpdate update) {
        Selector selector = getSelector();
        if (selector != null && isLoop()) {
            update.update(selector);
        } else {
            submit(update);
        }
    }

    @Override
    public void connect(SocketChannel channel, Connecting connecting) {
        PendingConnect connect = new PendingConnect(this, channel, connecting);
        Selector selector = getSelector();
        if (selector != null && isLoop()) {
            connect.begin(selector);
            return;
        }
        asked.add(connect);
        // Looked at when it was added: either this thread sees that the selector stops, or who stops it sees the
        // connect.
        if (isRunning()) {
            submit(connect);
        } else {
            stop(connect);
        }
    }

    /** Takes note of a connection that another thread has asked for. @return false where it has been stopped already */
    boolean take(PendingConnect connect) {
        return asked.remove(connect);
    }

    private void stop(PendingConnect connect) {
        if (take(connect)) {
            connect.stop();
        }
    }

    @Override
    protected int select(Selector selector) throws IOException {
        if (loop == null) {
            loop = Thread.currentThread();
            CURRENT.set(this);
        }
        runPutOff(PUT_OFF_AT_ONCE);
        if (!putOff.isEmpty()) {
            selector.wakeup();
        }
        return super.select(selector);
    }

    private void runPutOff(int limit) {
        for (int i = 0; i < limit; i++) {
            Runnable task = putOff.poll();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (Throwable e) {
                LOG.warn("a task of a selector failed", e);
            }
        }
    }

    @Override
    protected void doStop() throws Exception {
        submit(PendingConnect::stopAll);
        super.doStop();
        ended = true;
        loop = null;
        asked.forEach(this::stop);
        runPutOff(Integer.MAX_VALUE);
    }
}
