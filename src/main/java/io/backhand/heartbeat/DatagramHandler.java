package io.backhand.heartbeat;

import java.net.InetAddress;

/** Takes what a {@link HeartbeatReceiver} hears, on its thread, one after the other. */
@FunctionalInterface
public interface DatagramHandler {
    /**
     * A datagram came.
     *
     * @param buffer its bytes, from the beginning; overwritten by the next one
     * @param length how many there are; more than {@link HeartbeatCodec#MAX_BYTES} where it was longer
     * @param sender where it claims to come from
     */
    void handle(byte[] buffer, int length, InetAddress sender);
}
