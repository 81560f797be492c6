package io.backhand.heartbeat;

import java.util.Optional;
import java.util.OptionalInt;

/** What a datagram says, read and each value in its range; whether its sender may say so is not looked at yet. */
public sealed interface Datagram {
    /**
     * A heartbeat of ours.
     *
     * @param announcement what it says
     * @param signature what is to prove it; not verified yet
     */
    record Native(Announcement announcement, Optional<Signature> signature) implements Datagram {}

    /**
     * A heartbeat as Apache httpd's mod_heartbeat sends it. Whose it is, only the sender's address tells.
     *
     * @param ready workers waiting for a request
     * @param busy workers at a request
     * @param port where the server takes requests; httpd itself never says so
     */
    record Httpd(int ready, int busy, OptionalInt port) implements Datagram {}

    /**
     * The last pair of a signed heartbeat.
     *
     * @param signedBytes how many bytes of the datagram, from its beginning, are signed
     * @param mac 64 hexadecimal digits
     */
    record Signature(int signedBytes, String mac) {}
}
