package io.backhand.proxy.upstream.http1;

import io.backhand.proxy.upstream.BackendSelector;
import io.backhand.proxy.upstream.BackendSelectors;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Selectors for backends alone, each with a thread of the server's pool: for a server whose own selectors can't be
 * shared. None is nearer to a client than another, so connections take them by turns, and any request any connection.
 *
 * <p>Thread-safe.
 */
public final class OwnSelectors implements BackendSelectors, BackendSelector, AutoCloseable {
    private final List<OneSelector> selectors = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    private OwnSelectors(int count, Executor executor, Scheduler scheduler) {
        for (int i = 0; i < count; i++) {
            selectors.add(new OneSelector(executor, scheduler));
        }
    }

    /**
     * Starts them.
     *
     * @param executor the pool their threads come from
     * @param scheduler started and stopped by its owner
     */
    public static OwnSelectors start(int count, Executor executor, Scheduler scheduler) {
        OwnSelectors made = new OwnSelectors(count, executor, scheduler);
        try {
            for (OneSelector selector : made.selectors) {
                selector.start();
            }
        } catch (Exception e) {
            made.close();
            throw new IllegalStateException("the selectors for backends do not start", e);
        }
        return made;
    }

    @Override
    public BackendSelector near(@Nullable EndPoint clientEndPoint) {
        return this;
    }

    @Override
    public void connect(SocketChannel channel, Connecting connecting) {
        selectors.get(Math.floorMod(turn.getAndIncrement(), selectors.size())).connect(channel, connecting);
    }

    @Override
    public void close() {
        for (OneSelector selector : selectors) {
            LifeCycle.stop(selector);
        }
    }

    private static final class OneSelector extends SelectorManager {
        /** Whoever connects has a limit of their own; this one only has to be there. */
        private static final long CONNECT_MILLIS = 600_000;

        OneSelector(Executor executor, Scheduler scheduler) {
            super(executor, scheduler, 1);
            setConnectTimeout(CONNECT_MILLIS);
        }

        void connect(SocketChannel channel, Connecting connecting) {
            if (!isRunning()) {
                IO.close(channel);
                connecting.failed(new IOException("the selector has stopped"));
            } else if (channel.isConnected()) {
                accept(channel, connecting);
            } else {
                connect((SelectableChannel) channel, connecting);
            }
        }

        @Override
        protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
            return new SocketChannelEndPoint((SocketChannel) channel, selector, key, getScheduler());
        }

        @Override
        public Connection newConnection(SelectableChannel channel, EndPoint endPoint, Object attachment)
                throws IOException {
            return ((Connecting) attachment).connected(endPoint);
        }

        @Override
        protected void connectionFailed(SelectableChannel channel, Throwable cause, Object attachment) {
            ((Connecting) attachment).failed(cause);
        }
    }
}
