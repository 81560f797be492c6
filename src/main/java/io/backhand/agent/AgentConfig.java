package io.backhand.agent;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.heartbeat.HeartbeatAddress;
import io.backhand.heartbeat.Keys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Settings of the agent. The same words name them as an option ({@code --contact}), as a key of the agent's file
 * ({@code contact = …}) and, with {@code backhand.} before them, as a context-param or a system property.
 *
 * @param contact {@code contact}: where the balancer reaches this server, {@code http://HOST[:PORT]} or
 *     {@code https://HOST[:PORT]}; required
 * @param name {@code name}: what the cluster calls this server, 1 to 64 of {@code A-Z a-z 0-9 . _ -}; where not set,
 *     the first label of this machine's name, and {@code -PORT} where the contact's port is neither 80 nor 443
 * @param announce {@code announce}: where heartbeats go, {@code ADDR:PORT[,TTL][@INTERFACE]}, up to
 *     {@value #MAX_DESTINATIONS} of them; where not set, the group 239.255.66.72:4445, or [ff15::6648]:4445 where
 *     the contact is an IPv6 address, on the contact's interface
 * @param check {@code check}: a path to GET each second, a 2xx or 3xx answer being well; where not set, the agent of
 *     a process of its own tries whether the contact takes a connection (and a TLS handshake), and the agent inside
 *     a servlet container checks nothing
 * @param keys {@code key-file}: the cluster's keys, the first of which signs; unsigned where not set
 * @param arriba {@code arriba}: speed of one processor, greater than 0; measured where not set
 * @param intentFile {@code intent-file}: a file with the word {@code draining} or {@code up}, looked at each second; no
 *     such file means up. Where not set, the agent's file with {@code .intent} after its name, and without such a
 *     file none
 * @param maxRequests {@code max-requests}: how many requests the server works on at once, 1 or more; only inside a
 *     servlet container, to tell how many more it would take; that is unknown where not set
 * @param idleTimeout {@code idle-timeout}: after which the server closes an idle connection, {@code 20s}, up to 24 hours;
 *     balancers then give theirs up a second earlier; unknown where not set
 */
record AgentConfig(
        Contact contact,
        BackendId name,
        List<HeartbeatAddress> announce,
        Optional<String> check,
        Optional<Keys> keys,
        OptionalLong arriba,
        Optional<Path> intentFile,
        OptionalInt maxRequests,
        Optional<Duration> idleTimeout) {

    /** Every one costs a datagram a second; a cluster has one group, or a few balancers out of its reach. */
    static final int MAX_DESTINATIONS = 16;

    /** What servers are set to, and then some. */
    static final Duration LONGEST_IDLE_TIMEOUT = Duration.ofHours(24);
}
