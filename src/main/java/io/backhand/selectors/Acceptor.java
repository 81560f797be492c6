package io.backhand.selectors;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ManagedSelector.Selectable;
import org.eclipse.jetty.io.ManagedSelector.SelectorUpdate;
import org.eclipse.jetty.util.IO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections on a selector's thread. Confined to that thread, besides {@link #close}.
 *
 * <p>It takes none while the listener is full, and rests for a second after a failure, which as a rule is a want of file descriptors: the selector would report
 * the same connection again at once.
 */
final class Acceptor implements SelectorUpdate, Selectable, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final long REST_MILLIS = 1000;

    /** Connections accepted in one pass, at most, so that the selector's others get their turn. */
    private static final int MAX_AT_ONCE = 64;

    /** Takes over a connection that was accepted. */
    @FunctionalInterface
    interface Accepted {
        /** Takes it, or throws, and it is closed. */
        void take(SocketChannel channel) throws IOException;
    }

    private final ServerSocketChannel listening;
    private final SharedSelector selector;
    private final ConnectionLimit limit;
    private final Accepted accepted;
    private @Nullable SelectionKey key;

    /** Goes up while there is always one more, so that a lone connection costs no second call that finds none. */
    private int atOnce = 1;

    Acceptor(ServerSocketChannel listening, SharedSelector selector, ConnectionLimit limit, Accepted accepted) {
        this.listening = listening;
        this.selector = selector;
        this.limit = limit;
        this.accepted = accepted;
    }

    @Override
    public void update(Selector nioSelector) {
        try {
            key = listening.register(nioSelector, SelectionKey.OP_ACCEPT, this);
        } catch (ClosedChannelException | CancelledKeyException e) {
            LOG.debug("closed before it could accept", e);
        }
    }

    @Override
    public @Nullable Runnable onSelected() {
        try {
            acceptSome();
        } catch (ClosedChannelException e) {
            LOG.debug("closed while it accepted", e);
        } catch (IOException | RuntimeException e) {
            rest(e);
        }
        return null;
    }

    private void acceptSome() throws IOException {
        for (int i = 0; i < atOnce; i++) {
            if (limit.isFull()) {
                wish(0);
                limit.awaitRoom(listening.getLocalAddress(), this::acceptAgain);
                return;
            }
            SocketChannel channel = listening.accept();
            if (channel == null) {
                atOnce = 1;
                return;
            }
            take(channel);
        }
        atOnce = Math.min(2 * atOnce, MAX_AT_ONCE);
    }

    private void take(SocketChannel channel) {
        try {
            accepted.take(channel);
        } catch (Throwable e) {
            // As a rule the client has gone already. Whatever it is: what left this method would close the listener.
            LOG.debug("a connection could not be taken", e);
            IO.close(channel);
        }
    }

    private void rest(Exception cause) {
        LOG.warn("no connection can be accepted for {} ms: {}", REST_MILLIS, cause.toString());
        wish(0);
        selector.scheduler().schedule(this::acceptAgain, REST_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void acceptAgain() {
        selector.submit(unused -> wish(SelectionKey.OP_ACCEPT));
    }

    private void wish(int operations) {
        SelectionKey current = key;
        if (current != null && current.isValid()) {
            current.interestOps(operations);
        }
    }

    @Override
    public void updateKey() {
        // It waits for the same all the time.
    }

    @Override
    public void replaceKey(SelectionKey newKey) {
        key = newKey;
    }

    @Override
    public void close() {
        selector.submit(unused -> {
            if (key != null) {
                key.cancel();
            }
        });
    }
}
