package io.backhand.heartbeat;

/** The text of a heartbeat. */
public final class HeartbeatCodec {
    /** The most a heartbeat may take: what httpd's mod_heartmonitor reads. */
    public static final int MAX_BYTES = 1000;

    private HeartbeatCodec() {}
}
