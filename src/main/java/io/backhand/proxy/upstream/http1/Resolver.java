package io.backhand.proxy.upstream.http1;

import io.backhand.cluster.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a contact's host. A literal is its own address. A name is looked up for each connection to be made,
 * by a thread that may wait, one look-up at a time for all that ask; how long an answer is remembered is the JDK's
 * to say.
 *
 * <p>Thread-safe.
 */
final class Resolver {
    /** Is told, once. */
    interface Listener {
        /** In the order they are to be tried; at least one. */
        void resolved(InetAddress[] addresses);

        void unknown(Throwable cause);
    }

    private final String host;
    private final Executor executor;
    private final Optional<InetAddress[]> literal;
    private final AtomicReference<@Nullable CompletableFuture<InetAddress[]>> underWay = new AtomicReference<>();

    /** @param executor its threads may wait */
    Resolver(String host, Executor executor) {
        this.host = host;
        this.executor = executor;
        this.literal = literal(host);
    }

    /** Tells the listener, at once where nothing has to be asked. */
    void resolve(Listener listener) {
        if (literal.isPresent()) {
            listener.resolved(literal.get());
            return;
        }
        var unused = lookUp().whenComplete((addresses, failure) -> {
            if (failure == null) {
                listener.resolved(addresses);
            } else {
                listener.unknown(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            }
        });
    }

    private CompletableFuture<InetAddress[]> lookUp() {
        CompletableFuture<InetAddress[]> mine = new CompletableFuture<>();
        CompletableFuture<InetAddress[]> theirs = underWay.compareAndExchange(null, mine);
        if (theirs != null) {
            return theirs;
        }
        try {
            executor.execute(() -> lookUp(mine));
        } catch (RuntimeException e) {
            underWay.set(null);
            mine.completeExceptionally(e);
        }
        return mine;
    }

    private void lookUp(CompletableFuture<InetAddress[]> answer) {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            underWay.set(null);
            answer.complete(addresses);
        } catch (UnknownHostException | RuntimeException e) {
            underWay.set(null);
            answer.completeExceptionally(e);
        }
    }

    private static Optional<InetAddress[]> literal(String host) {
        try {
            return Optional.of(new InetAddress[] {Network.address(host)});
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
