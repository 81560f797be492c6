package io.backhand.selectors;

import io.backhand.proxy.upstream.BackendSelector.Connecting;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ManagedSelector.Selectable;
import org.eclipse.jetty.io.ManagedSelector.SelectorUpdate;
import org.eclipse.jetty.util.IO;
import org.jspecify.annotations.Nullable;

/** A connection to a backend being made. Confined to its selector's thread, besides {@link #stop}. */
final class PendingConnect implements SelectorUpdate, Selectable {
    private final SharedSelector selector;
    private final SocketChannel channel;
    private final Connecting connecting;

    PendingConnect(SharedSelector selector, SocketChannel channel, Connecting connecting) {
        this.selector = selector;
        this.channel = channel;
        this.connecting = connecting;
    }

    /** Ends all that are under way, before the selector closes their channels without a word. */
    static void stopAll(Selector selector) {
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof PendingConnect pending) {
                pending.stop();
            }
        }
    }

    /** Ends it: on the selector's thread, or where that was never told of it. */
    void stop() {
        fail(new ClosedChannelException());
    }

    @Override
    public void update(Selector nioSelector) {
        if (selector.take(this)) {
            begin(nioSelector);
        }
    }

    void begin(Selector nioSelector) {
        if (!selector.isRunning()) {
            stop();
            return;
        }
        try {
            if (channel.isConnected()) {
                open(channel.register(nioSelector, 0));
            } else {
                channel.register(nioSelector, SelectionKey.OP_CONNECT, this);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    @Override
    public @Nullable Runnable onSelected() {
        try {
            SelectionKey key = channel.keyFor(selector.getSelector());
            if (channel.finishConnect() && key != null) {
                key.interestOps(0);
                open(key);
            }
        } catch (Throwable e) {
            fail(e);
        }
        return null;
    }

    @Override
    public void updateKey() {
        // What is wished for was set where it was wished.
    }

    @Override
    public void replaceKey(SelectionKey newKey) {
        // The key is asked for when it is needed.
    }

    private void open(SelectionKey key) throws Exception {
        SelectorEndPoint endPoint = new SelectorEndPoint(channel, key, selector, closed -> {});
        Connection connection = connecting.connected(endPoint);
        key.attach(endPoint);
        endPoint.open(connection, endPoint.getIdleTimeout());
    }

    private void fail(Throwable cause) {
        IO.close(channel);
        connecting.failed(cause);
    }
}
