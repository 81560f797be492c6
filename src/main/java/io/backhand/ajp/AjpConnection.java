package io.backhand.ajp;

import io.backhand.ajp.codec.DataPacket;
import io.backhand.ajp.codec.ForwardRequest;
import io.backhand.ajp.codec.MalformedPacketException;
import io.backhand.ajp.codec.PacketType;
import io.backhand.ajp.codec.RefusedRequestException;
import io.backhand.cluster.NanoClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * A connection from httpd, over which one request comes at a time.
 *
 * <p>Who reads from it is decided by hand-over: the connection does between requests, from its selector's thread; the
 * request does while there is one; and whoever completes the request gives it back. {@link AjpAwaited} settles who is meant
 * where something comes at that very moment.
 */
final class AjpConnection extends AjpConnectionFacts implements Runnable {
    /** More than a packet of a body and what may be in flight behind it; nobody is read from for ever. */
    private static final int MOST_UNREAD_BYTES = 256 * 1024;

    private final AjpConnectionFactory factory;
    private final AjpInput input;
    private final AjpWriter writer;
    private final AjpResponses responses;
    private final AjpChannel channel;
    private final AjpAwaited awaited;
    private final AjpPatience patience = new AjpPatience(NanoClock.system());
    private long requests;

    /** Whether a packet of the last request's body is still to come, and to be thrown away. */
    private boolean swallowing;

    /** Whether the other side was told that there is no more: it has still to read that. */
    private boolean closing;

    /** What came after that. */
    private long unread;

    AjpConnection(AjpConnectionFactory factory, Connector connector, EndPoint endPoint) {
        super(connector, factory.getHttpConfiguration(), endPoint);
        this.factory = factory;
        this.input = new AjpInput(
                endPoint, connector.getByteBufferPool(), factory.settings().packetSize());
        this.writer = new AjpWriter(endPoint, factory.settings().packetSize());
        this.responses = new AjpResponses(
                writer, connector.getByteBufferPool(), factory.settings().packetSize(), factory.log());
        this.channel = new AjpChannel(this);
        this.awaited = new AjpAwaited(this, channel);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        awaitPacket();
    }

    @Override
    public void run() {
        onFillable();
    }

    @Override
    public void onFillable() {
        try {
            boolean more = true;
            while (more) {
                more = step();
            }
        } catch (Throwable e) {
            factory.log().debug("a connection is closed", e);
            waitFailed(e);
        }
    }

    /** Takes a packet, or reads. @return whether to go on */
    private boolean step() throws IOException {
        if (closing) {
            return readToEnd();
        }
        ByteBuffer payload;
        try {
            payload = input.next();
            if (payload != null && swallowing) {
                DataPacket.contentLength(payload);
                swallowing = false;
                patience.end();
                return true;
            }
        } catch (MalformedPacketException e) {
            return malformed(e);
        }
        return payload == null ? read() : take(payload);
    }

    private boolean read() throws IOException {
        int filled = input.fill();
        if (filled == 0) {
            awaitPacket();
        } else if (filled < 0) {
            return giveUp("it has ended");
        }
        return filled > 0;
    }

    /** Nothing that comes counts any more; but were it not read, the other side might lose what it was answered. */
    private boolean readToEnd() throws IOException {
        unread += input.discard();
        return unread < MOST_UNREAD_BYTES ? read() : giveUp("more comes than could be under way");
    }

    private boolean take(ByteBuffer payload) {
        patience.end();
        int type = payload.hasRemaining() ? payload.get(payload.position()) : 0;
        if (type == PacketType.FORWARD_REQUEST) {
            return serve(payload);
        }
        if (type == PacketType.CPING && payload.remaining() == 1 && writer.pong()) {
            return true;
        }
        return giveUp("neither a request nor a CPING, but type " + type);
    }

    /** @return whether the request is over already */
    private boolean serve(ByteBuffer payload) {
        AjpStream stream;
        Runnable handling;
        try {
            ForwardRequest forwarded = factory.reader().read(payload);
            stream = new AjpStream(this, requests++, forwarded);
            handling = channel.begin(stream, forwarded, factory.settings().told());
        } catch (RefusedRequestException e) {
            return refuse(e.status(), String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException | HttpException.RuntimeException e) {
            return refuse(HttpStatus.BAD_REQUEST_400, String.valueOf(e.getMessage()));
        }
        input.rest();
        handling.run();
        return stream.leaveHandler() && goOn();
    }

    private boolean malformed(MalformedPacketException cause) {
        if (cause.isTooLong() && !swallowing) {
            // Who has not shown the secret is told nothing else.
            boolean mayBeStranger = factory.settings().secret().isWanted();
            return refuse(
                    mayBeStranger ? HttpStatus.FORBIDDEN_403 : HttpStatus.BAD_REQUEST_400,
                    String.valueOf(cause.getMessage()));
        }
        return giveUp(String.valueOf(cause.getMessage()));
    }

    /** There is no answer to what is no packet, or none for now. */
    private boolean giveUp(String why) {
        factory.log().debug("a connection is closed: {}", why);
        input.discard();
        close();
        return false;
    }

    /** Answers what gets no further, once, and lets nothing follow. */
    private boolean refuse(int status, String why) {
        factory.log().refused(getEndPoint(), status, why);
        closing = true;
        patience.begin(AjpPatience.For.END);
        responses.refuse(status, Callback.from(getEndPoint()::shutdownOutput));
        return true;
    }

    private void awaitPacket() {
        patience.begin(whatFor());
        input.rest();
        awaited.byConnection();
    }

    private AjpPatience.For whatFor() {
        if (closing) {
            return AjpPatience.For.END;
        }
        if (swallowing) {
            return AjpPatience.For.OWED;
        }
        return input.isEmpty() ? AjpPatience.For.REQUEST : AjpPatience.For.REST;
    }

    /** What it waits for between requests, and since when. */
    AjpPatience patience() {
        return patience;
    }

    /** Whether responses from now on are the connection's last. */
    boolean isLeaving() {
        return getConnector().isShutdown();
    }

    /** The body of the request that begins. */
    RequestBody body(long length) {
        writer.begin();
        return new RequestBody(this, input, writer, length);
    }

    /** A body did not come as it had to, which its request is answered with. */
    void bodyRefused(String why) {
        factory.log().refused(getEndPoint(), HttpStatus.BAD_REQUEST_400, why);
    }

    AjpResponses responses() {
        return responses;
    }

    AjpAwaited awaited() {
        return awaited;
    }

    /** There will be no other request. */
    void waitFailed(Throwable cause) {
        input.discard();
        getEndPoint().close(cause);
    }

    /** A request is answered, and its handler done with it. */
    void requestEnded(AjpStream stream) {
        channel.recycle();
        swallowing = stream.body().isOwed();
        if (stream.closesConnection() || stream.body().isBroken()) {
            closing = true;
            getEndPoint().shutdownOutput();
        }
        patience.begin(whatFor());
        if (!awaited.handOver() && stream.leaveHandler()) {
            goOnLater();
        }
    }

    /** A request can't be answered to its end, which the other side sees by the connection's. */
    void requestFailed(AjpStream stream, Throwable cause) {
        closing = true;
        getEndPoint().close(cause);
        channel.setHttpStream(null);
        if (stream.leaveHandler()) {
            goOnLater();
        }
    }

    /** After a request. @return whether there is something to take, or let go of, already */
    private boolean goOn() {
        boolean more = !input.isEmpty() || !getEndPoint().isOpen();
        if (!more) {
            awaitPacket();
        }
        return more;
    }

    private void goOnLater() {
        if (goOn()) {
            try {
                getExecutor().execute(this);
            } catch (RejectedExecutionException e) {
                getEndPoint().close(e);
                run();
            }
        }
    }

    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
        if (patience.isBounded()) {
            return false;
        }
        HttpChannel.IdleTimeoutTask task = channel.onIdleTimeout(timeout);
        if (task.handlingRequest()) {
            ThreadPool.executeImmediately(getExecutor(), task.action());
        }
        return !task.handlingRequest();
    }

    @Override
    public void close() {
        try {
            Runnable task = channel.onClose();
            if (task != null) {
                task.run();
            }
        } finally {
            super.close();
        }
    }
}
