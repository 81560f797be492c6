package io.backhand.proxy.upstream.http1;

import io.backhand.proxy.upstream.BackendSelector;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.ByteBufferPool;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one selector: the idle connections that live on it, contact by contact, and the buffers used there.
 *
 * <p>Thread-safe; where clients and backends share the selector, only its own thread comes here.
 */
final class Lane {
    /** One read from a backend. Four fit in the cache of a core. */
    private static final int BUFFER_BYTES = 32 * 1024;

    /** Big buffers in use at once, 16 MiB of them: clients that are slow to take a big response each hold two. */
    private static final int MAX_BULK = 64;

    private final BackendSelector selector;
    private final ReceiveBuffers usual;
    private final ReceiveBuffers bulk;
    private final Map<ContactConnections, IdleConnections> idle = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable RequestHead> head = new AtomicReference<>();

    /** @param bulkBytes of one read from a backend that has filled a buffer already */
    Lane(BackendSelector selector, ByteBufferPool pool, int bulkBytes) {
        this.selector = selector;
        this.usual = new ReceiveBuffers(pool, BUFFER_BYTES);
        this.bulk = new ReceiveBuffers(pool, bulkBytes);
    }

    BackendSelector selector() {
        return selector;
    }

    /** The idle connections to a contact that live here. */
    IdleConnections to(ContactConnections contact) {
        IdleConnections known = idle.get(contact);
        return known != null ? known : idle.computeIfAbsent(contact, added -> added.on(this));
    }

    /** The contact is not known any more. */
    void forget(ContactConnections contact) {
        idle.remove(contact);
    }

    /** An empty buffer; a big one is for a response that has filled one already. */
    ReceiveBuffer takeBuffer(boolean big) {
        return big && bulk.lent() < MAX_BULK ? bulk.take() : usual.take();
    }

    /** Room for a request's head, given back when it was sent. */
    RequestHead takeHead() {
        RequestHead kept = head.get() == null ? null : head.getAndSet(null);
        return kept != null ? kept : new RequestHead();
    }

    void giveBack(RequestHead sent) {
        if (!sent.isBig()) {
            head.set(sent);
        }
    }
}
