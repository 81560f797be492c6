package io.backhand.proxy.upstream.http1;

import java.nio.ByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Writes a request that has no body. */
final class HeadSender implements Callback {
    private final BackendConnection connection;
    private final Exchange exchange;
    private final RequestHead head;
    private ByteBuffer bytes = BufferUtil.EMPTY_BUFFER;

    HeadSender(BackendConnection connection, Exchange exchange) {
        this.connection = connection;
        this.exchange = exchange;
        this.head = connection.lane().takeHead();
    }

    void send() {
        try {
            head.write(exchange.request());
        } catch (IllegalArgumentException e) {
            exchange.cannotBeSent(e);
            return;
        }
        bytes = head.bytes();
        exchange.lastWrite();
        // The response may be here before the write returns; what is left to be written is bounded by the same limit.
        connection.limits().readWithin(exchange.request().firstByteTimeout());
        connection.getEndPoint().write(this, bytes);
    }

    @Override
    public void succeeded() {
        connection.lane().giveBack(head);
        exchange.requestSent();
    }

    @Override
    public void failed(Throwable cause) {
        exchange.requestBroke(cause, bytes.position() == 0);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
