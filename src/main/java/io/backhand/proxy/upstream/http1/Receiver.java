package io.backhand.proxy.upstream.http1;

import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a connection: reads, has it parsed, and tells the exchange what it came to. It holds no buffer
 * but while it parses what is in it; content goes on to its reader with the buffer it is in.
 *
 * <p>Belongs to whoever receives: see {@link BackendConnection}.
 */
final class Receiver {
    /** {@link #fill}: the connection broke, by a reset or, over TLS, without the farewell that is due. */
    private static final int BROKEN = -2;

    /** What a record of TLS takes decrypted, at most; with less room than this it would be copied once more. */
    private static final int RECORD_BYTES = 17 * 1024;

    /** Records of such a size are what a sender with a lot to send makes. */
    private static final int BIG_RECORD_BYTES = 8 * 1024;

    /** Interim responses to one request; a backend that sends more means no good. */
    private static final int MAX_INTERIM = 64;

    private final BackendConnection connection;
    private final Lane lane;
    private final ResponseReader reader;
    private final boolean secure;
    private final IdleLimit idleLimit;
    private boolean big;
    private boolean broken;
    private int interims;
    private @Nullable Upgrade upgrade;

    /**
     * What the backend has agreed to.
     *
     * @param headers of its answer
     * @param received of the new protocol already
     */
    record Upgrade(HttpFields headers, ByteBuffer received) {}

    Receiver(BackendConnection connection, IdleConnections home) {
        this.connection = connection;
        this.lane = home.lane();
        this.reader = new ResponseReader(home.contact().memo());
        this.secure = home.contact().contact().isSecure();
        this.idleLimit = home.contact().idleLimit();
    }

    /** The response to that request is to come. */
    void expect(Exchange exchange) {
        reader.expect(isHead(exchange));
        big = false;
        interims = 0;
    }

    /** What the backend has agreed to upgrade to; null where it has not. */
    @Nullable
    Upgrade upgrade() {
        return upgrade;
    }

    /** Reads what is there; less than 0 where there will be nothing more. */
    int fill(ByteBuffer into) {
        if (broken) {
            return BROKEN;
        }
        int filled = fillOnce(into);
        return secure && filled >= BIG_RECORD_BYTES ? filled + fillOn(into) : filled;
    }

    /** TLS gives one record at a time; what is there of the next is passed on with it. */
    private int fillOn(ByteBuffer into) {
        int all = 0;
        int filled = 0;
        while (BufferUtil.space(into) >= RECORD_BYTES && (filled = fillOnce(into)) > 0) {
            all += filled;
        }
        // The session says so once, and calls it an end the next time.
        broken = filled == BROKEN;
        return all;
    }

    private int fillOnce(ByteBuffer into) {
        try {
            int filled = connection.getEndPoint().fill(into);
            return filled < 0 && wasReset() ? BROKEN : filled;
        } catch (IOException e) {
            return BROKEN;
        }
    }

    /** Receives what has come: true where a response has begun, more of it can be read, or it has failed. */
    boolean receive(Exchange exchange) {
        while (true) {
            ReceiveBuffer buffer = lane.takeBuffer(big);
            int filled = fill(buffer.bytes());
            if (filled == 0) {
                buffer.release();
                return false;
            }
            if (filled > 0) {
                exchange.bytesCame();
                big |= isMoreToExpect(buffer.bytes());
                reader.parse(buffer.bytes());
            } else {
                reader.end(filled == BROKEN);
            }
            if (parsed(exchange, buffer)) {
                return true;
            }
        }
    }

    /** Gives the buffer on, or back; true where there is news. */
    private boolean parsed(Exchange exchange, ReceiveBuffer buffer) {
        while (reader.isInformational()) {
            if (reader.status() == HttpStatus.SWITCHING_PROTOCOLS_101 || ++interims > MAX_INTERIM) {
                switchedOrFlooded(exchange, buffer);
                return true;
            }
            exchange.listener().interim(reader.status(), reader.headers());
            if (reader.status() == HttpStatus.CONTINUE_100) {
                exchange.consent();
            }
            connection.limits().readAnewWithin(exchange.request().firstByteTimeout());
            reader.expect(isHead(exchange));
            reader.parse(buffer.bytes());
        }
        if (exchange.content() != null || reader.isHeadDone()) {
            return response(exchange, buffer);
        }
        buffer.release();
        IOException failure = reader.failure();
        if (failure != null) {
            exchange.fail(reader.isEnded() ? Reason.BROKEN : Reason.GARBAGE, failure);
        }
        return failure != null;
    }

    private boolean response(Exchange exchange, ReceiveBuffer buffer) {
        ResponseContent before = exchange.content();
        ResponseContent content = before != null ? before : new ResponseContent(exchange, connection);
        boolean surplus = buffer.bytes().hasRemaining();
        boolean filled = addContent(content, buffer);
        IOException failure = reader.failure();
        boolean done = failure == null && reader.isDone();
        if (failure != null) {
            content.broken(failure);
        } else if (done) {
            content.complete(reader.trailers());
        }
        boolean news = filled || done || failure != null;
        if (news || before == null) {
            // The frame of a chunk is no content: whoever waits for some waits on, no longer than before.
            connection.limits().readWhenever();
        }
        exchange.contentIs(content);
        // Once the connection is let go, the reader is another's.
        int status = reader.status();
        String reason = reader.reason();
        HttpFields headers = reader.headers();
        if (failure != null) {
            exchange.end();
        } else if (done) {
            idleLimit.said(headers.get(HttpHeader.KEEP_ALIVE));
            exchange.responseDone(reader.isKeepAlive() && !surplus);
        }
        if (before != null) {
            return news;
        }
        if (!exchange.tellBegun(status, reason, headers, content)) {
            content.discard();
        }
        return true;
    }

    private boolean addContent(ResponseContent content, ReceiveBuffer buffer) {
        boolean filled = reader.hasContent();
        if (filled) {
            content.add(buffer, reader.takeContent(buffer.bytes()));
        } else {
            buffer.release();
        }
        return filled;
    }

    private void switchedOrFlooded(Exchange exchange, ReceiveBuffer buffer) {
        ByteBuffer received = BufferUtil.copy(buffer.bytes());
        buffer.release();
        if (reader.status() != HttpStatus.SWITCHING_PROTOCOLS_101) {
            exchange.fail(Reason.GARBAGE, new IOException("more than " + MAX_INTERIM + " interim responses"));
        } else if (exchange.request().upgrade() == null) {
            exchange.fail(Reason.GARBAGE, new IOException("101, and nobody asked for an upgrade"));
        } else {
            upgrade = new Upgrade(reader.headers(), received);
            exchange.switched();
        }
    }

    /** Jetty's end points and ours tell of a reset as of an end; the channel beneath says which it was. */
    private boolean wasReset() {
        if (connection.getEndPoint().getTransport() instanceof SocketChannel channel) {
            try {
                return channel.read(ByteBuffer.allocate(1)) >= 0;
            } catch (IOException e) {
                return true;
            }
        }
        return false;
    }

    /** Whether so much came that more will. */
    private boolean isMoreToExpect(ByteBuffer bytes) {
        return bytes.limit() >= (secure ? BIG_RECORD_BYTES : bytes.capacity());
    }

    private static boolean isHead(Exchange exchange) {
        return HttpMethod.HEAD.is(exchange.request().method());
    }
}
