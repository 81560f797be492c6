package io.backhand.testing;

import io.backhand.heartbeat.Announcement;
import io.backhand.heartbeat.Datagram;
import io.backhand.heartbeat.HeartbeatCodec;
import io.backhand.heartbeat.RefusedException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Predicate;

/** Hears heartbeats on a port of its own on 127.0.0.1. Not thread-safe. */
public final class HeartbeatEar implements AutoCloseable {
    private final DatagramSocket socket;

    /** Listens from now on. */
    public HeartbeatEar() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    /** Where to announce to so that it hears. */
    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** The next heartbeat. @throws SocketTimeoutException if none comes in that time */
    public Announcement next(Duration within) throws IOException {
        byte[] buffer = new byte[HeartbeatCodec.MAX_BYTES + 1];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.setSoTimeout((int) Math.max(1, within.toMillis()));
        socket.receive(packet);
        try {
            if (HeartbeatCodec.decode(buffer, packet.getLength()) instanceof Datagram.Native heard) {
                return heard.announcement();
            }
            throw new AssertionError("not one of ours");
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }

    /** The first heartbeat from now on that is like that; those before it are passed over. */
    public Announcement await(Predicate<Announcement> wanted, Duration within) throws IOException {
        long deadline = System.nanoTime() + within.toNanos();
        Announcement last = next(within);
        while (!wanted.test(last)) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative()) {
                throw new SocketTimeoutException("not heard in " + within + "; the last was " + last);
            }
            last = next(left);
        }
        return last;
    }

    @Override
    public void close() {
        socket.close();
    }
}
