package io.backhand.selectors;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.ProcessorUtils;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A listener whose connections are accepted, served and closed by the threads of its {@link SharedSelector}s, one a
 * processor; connections to backends live there too.
 *
 * <p>{@code SelectorManager.AcceptListener}s are not told of its connections. Thread-safe.
 */
public final class SharedConnector extends ServerConnector {
    /** No thread of its own waits for connections: handing each to a selector costs more than the selector's doing it. */
    private static final int NO_ACCEPTORS = 0;

    private final Tricks tricks;
    private volatile ConnectionLimit limit = new ConnectionLimit(Integer.MAX_VALUE);

    /**
     * A listener that has still to be opened.
     *
     * @param server whose handlers do not block on the thread that calls them
     */
    public SharedConnector(Server server, Tricks tricks, ConnectionFactory... factories) {
        super(server, NO_ACCEPTORS, ProcessorUtils.availableProcessors(), factories);
        this.tricks = tricks;
    }

    /** So many clients at most, each of which takes a file of the process. To be said before it is started. */
    public void limitConnections(int max) {
        limit = new ConnectionLimit(max);
    }

    /** How many clients it has and may have. */
    public ConnectionLimit limit() {
        return limit;
    }

    /** Whether connections to backends may live on its selectors. */
    boolean isShared() {
        return tricks.shared();
    }

    /** Its selectors; none before it is started. */
    List<SharedSelector> selectors() {
        return ((Manager) getSelectorManager()).selectors;
    }

    @Override
    protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
        return new Manager(executor, scheduler, selectors);
    }

    /** Takes no more connections. The socket goes with a selector's next pass, which is therefore brought about. */
    @Override
    public void close() {
        Object listening = getTransport();
        super.close();
        if (listening instanceof Channel channel) {
            IO.close(channel);
        }
        selectors().forEach(SharedSelector::wake);
    }

    /** Makes the selectors, and opens the connections that come in. */
    final class Manager extends ServerConnectorManager {
        private final List<SharedSelector> selectors = new CopyOnWriteArrayList<>();

        private Manager(Executor executor, Scheduler scheduler, int selectors) {
            super(executor, scheduler, selectors);
        }

        @Override
        protected ManagedSelector newSelector(int id) {
            SharedSelector selector = new SharedSelector(this, id, tricks);
            selectors.add(selector);
            return selector;
        }

        @Override
        protected void doStop() throws Exception {
            super.doStop();
            selectors.clear();
        }

        /** All that our selectors have executed is their own loops. */
        @Override
        protected void execute(Runnable task) {
            super.execute(() -> SharedSelector.runLoop(task));
        }

        @Override
        public Closeable acceptor(SelectableChannel listening) {
            SharedSelector selector = (SharedSelector) chooseSelector();
            Acceptor acceptor = new Acceptor((ServerSocketChannel) listening, selector, limit, this::accepted);
            selector.submit(acceptor);
            return acceptor;
        }

        @Override
        protected void accepted(SelectableChannel accepted) throws IOException {
            SocketChannel channel = (SocketChannel) accepted;
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SharedSelector selector = (SharedSelector) chooseSelector();
            limit.entered();
            selector.run(nioSelector -> open(channel, selector, nioSelector));
        }

        private void open(SocketChannel channel, SharedSelector selector, Selector nioSelector) {
            SelectorEndPoint endPoint;
            try {
                SelectionKey key = channel.register(nioSelector, 0);
                endPoint = new SelectorEndPoint(channel, key, selector, this::endPointClosed);
                key.attach(endPoint);
            } catch (IOException | RuntimeException e) {
                LOG.debug("a connection could not be opened", e);
                IO.close(channel);
                limit.left();
                return;
            }
            endPointOpened(endPoint);
            connect(channel, endPoint);
        }

        /** What has been counted as open is closed as such, so that it is counted no more. */
        private void connect(SocketChannel channel, SelectorEndPoint endPoint) {
            try {
                endPoint.open(newConnection(channel, endPoint, channel), getIdleTimeout());
            } catch (IOException | RuntimeException | Error e) {
                LOG.debug("a client's connection could not be made", e);
                endPoint.close(e);
            }
        }

        @Override
        protected void endPointClosed(EndPoint endPoint) {
            limit.left();
            super.endPointClosed(endPoint);
        }
    }
}
