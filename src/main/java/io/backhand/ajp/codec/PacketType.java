package io.backhand.ajp.codec;

/** The first byte of a payload. A packet of a request's body (DATA) has none: only the connection knows when one is due. */
public final class PacketType {
    public static final byte FORWARD_REQUEST = 2;
    static final byte SEND_BODY_CHUNK = 3;
    static final byte SEND_HEADERS = 4;
    static final byte END_RESPONSE = 5;
    static final byte GET_BODY_CHUNK = 6;

    /** Asks the backend to stop, which is never done. */
    public static final byte SHUTDOWN = 7;

    static final byte CPONG = 9;

    /** Asks whether the backend lives. */
    public static final byte CPING = 10;

    private PacketType() {}
}
