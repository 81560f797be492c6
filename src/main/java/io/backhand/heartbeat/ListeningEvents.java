package io.backhand.heartbeat;

import java.net.InetAddress;
import java.util.List;

/** Is told what a log should say of hearing heartbeats. Called on the listening thread: it must be quick. */
public interface ListeningEvents {
    /** Nobody wants to know. */
    ListeningEvents NONE = new ListeningEvents() {};

    /**
     * A datagram was refused. Told for each one, as fast as they come: whoever logs it limits its lines.
     *
     * @param why what was wanted and what came, escaped and short
     */
    default void refused(Refusal reason, InetAddress sender, String why) {}

    /**
     * A datagram from a sender in the accept list is no heartbeat of a kind that is known. Told for each one, after it was told
     * as refused.
     *
     * @param datagram holds it until this returns
     * @param length of it; one more than {@link HeartbeatCodec#MAX_BYTES} stands for all that are longer, of which the
     *     rest is not there
     */
    default void unknown(byte[] datagram, int length, InetAddress sender) {}

    /** Heartbeats are heard on that address from now on; for a group, on these interfaces. Told at every change. */
    default void listening(HeartbeatAddress address, List<String> interfaces) {}

    /** A group can't be joined on one of several interfaces; told once an interface. */
    default void notJoined(HeartbeatAddress address, String interfaceName, String why) {}

    /** Nothing is heard on that address any more; it is tried again every {@link HeartbeatReceiver#REJOIN_EVERY}. */
    default void deaf(HeartbeatAddress address, String why) {}

    /** Taking in a datagram failed for a reason of our own; the next one is listened to. */
    default void failed(InetAddress sender, RuntimeException failure) {}
}
