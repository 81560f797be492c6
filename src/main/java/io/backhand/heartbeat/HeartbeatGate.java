package io.backhand.heartbeat;

import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.HeartbeatTable.Verdict;
import io.backhand.cluster.Sender;
import io.backhand.heartbeat.ReplayMemory.Novelty;
import io.backhand.heartbeat.ReplayMemory.Stream;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What stands between the network and the table: a datagram passes every check and goes to the cluster, or it is
 * refused, counted by its reason and changes nothing.
 *
 * <p>The checks come in the order of {@link Refusal}. None looks up a name or waits. Thread-safe.
 */
public final class HeartbeatGate implements DatagramHandler {
    /** How far the clocks of agent and balancer may differ; past it a recording could not be told from news. */
    public static final Duration MAX_SKEW = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final HeartbeatPolicy policy;
    private final InstantSource wallClock;
    private final ListeningEvents events;
    private final HeartbeatCounters counters = new HeartbeatCounters();
    private final ReplayMemory memory = new ReplayMemory();
    private final HttpdSenders httpds;

    /**
     * A gate that has heard nothing yet.
     *
     * @param cluster where heartbeats go, and whose clock tells how long ago
     * @param wallClock what the agents' clocks are compared with
     */
    public HeartbeatGate(Cluster cluster, HeartbeatPolicy policy, InstantSource wallClock, ListeningEvents events) {
        this.cluster = cluster;
        this.policy = policy;
        this.wallClock = wallClock;
        this.events = events;
        this.httpds = new HttpdSenders(cluster);
    }

    /** What became of all datagrams so far. */
    public HeartbeatCounters counters() {
        return counters;
    }

    @Override
    public synchronized void handle(byte[] buffer, int length, InetAddress sender) {
        try {
            HeartbeatCodec.checkSize(length);
            checkSender(sender);
            Datagram datagram = HeartbeatCodec.decode(buffer, length);
            if (datagram instanceof Datagram.Native ours) {
                boolean signed = checkSignature(buffer, ours);
                hear(ours.announcement(), new Sender(sender, signed));
            } else if (datagram instanceof Datagram.Httpd httpd) {
                checkMayBeUnsigned(sender);
                hear(httpds.heartbeat(httpd, sender), sender);
            }
        } catch (RefusedException refused) {
            counters.count(refused.reason());
            events.refused(refused.reason(), sender, String.valueOf(refused.getMessage()));
            if (isUnknown(refused.reason(), length) && policy.accept().test(sender)) {
                events.unknown(buffer, length, sender);
            }
        }
    }

    /** Whether it may be another program's, and not a heartbeat that is late, forged or of a newer version. */
    private static boolean isUnknown(Refusal reason, int length) {
        return length > 0 && (reason == Refusal.MALFORMED || reason == Refusal.SIZE);
    }

    private void checkSender(InetAddress sender) throws RefusedException {
        if (!policy.accept().test(sender)) {
            throw new RefusedException(Refusal.SENDER, "the sender is not in the accept list");
        }
    }

    /** Whether it is signed; where no key is set, nothing is. */
    private boolean checkSignature(byte[] buffer, Datagram.Native ours) throws RefusedException {
        if (policy.keys().isEmpty()) {
            return false;
        }
        Datagram.Signature signature = ours.signature()
                .orElseThrow(() -> new RefusedException(Refusal.SIGNATURE, "it must be signed, and is not"));
        if (!policy.keys().get().verify(buffer, signature)) {
            throw new RefusedException(Refusal.SIGNATURE, "none of the keys made its signature");
        }
        return true;
    }

    private void checkMayBeUnsigned(InetAddress sender) throws RefusedException {
        if (policy.keys().isPresent() && !policy.unsignedFrom().contains(sender)) {
            throw new RefusedException(
                    Refusal.SIGNATURE, "it must be signed, and httpd's are not: the sender is not in unsigned-from");
        }
    }

    private void hear(Heartbeat ofHttpd, InetAddress sender) throws RefusedException {
        if (httpds.isSpokenFor(ofHttpd.id())) {
            counters.countDuplicate();
        } else {
            take(ofHttpd, new Sender(sender, false));
        }
    }

    private void hear(Announcement announcement, Sender sender) throws RefusedException {
        checkSkew(announcement.sentAtMillis());
        Heartbeat heartbeat = announcement.heartbeat();
        Optional<InetAddress> unsignedSender = sender.signed() ? Optional.empty() : Optional.of(sender.address());
        Stream stream = new Stream(unsignedSender, heartbeat.id(), heartbeat.contact());
        long now = cluster.clock().nanoTime();
        Novelty novelty = memory.judge(stream, announcement, now);
        if (novelty == Novelty.DUPLICATE) {
            counters.countDuplicate();
            return;
        }
        if (novelty == Novelty.OLD) {
            throw new RefusedException(Refusal.REPLAY, "a newer one of " + heartbeat.id() + " has come already");
        }
        if (!sender.signed()) {
            checkContact(heartbeat.contact(), sender.address());
        }
        take(heartbeat, sender);
        memory.remember(stream, announcement, now);
    }

    private void checkSkew(long sentAtMillis) throws RefusedException {
        long aheadMillis = sentAtMillis - wallClock.millis();
        if (Math.abs(aheadMillis) > MAX_SKEW.toMillis()) {
            throw new RefusedException(
                    Refusal.SKEW,
                    "its clock may differ by %d s from ours, and is %d ms %s"
                            .formatted(
                                    MAX_SKEW.toSeconds(), Math.abs(aheadMillis), aheadMillis > 0 ? "ahead" : "behind"));
        }
    }

    /** A name is no address: looking it up would wait for whoever answers for that name. */
    private void checkContact(Contact contact, InetAddress sender) throws RefusedException {
        Optional<InetAddress> address = contact.address();
        boolean own = address.isPresent() && address.get().equals(sender);
        if (!own && (address.isEmpty() || !policy.mayContact(address.get()))) {
            throw new RefusedException(
                    Refusal.CONTACT,
                    "an unsigned heartbeat's contact must be its sender's address or in contacts, was "
                            + SafeText.quote(contact.url()));
        }
    }

    private void take(Heartbeat heartbeat, Sender sender) throws RefusedException {
        Verdict verdict = cluster.hear(heartbeat, sender);
        switch (verdict) {
            case ACCEPTED -> counters.countAccepted();
            case CONFLICT ->
                throw new RefusedException(
                        Refusal.CONFLICT, heartbeat.id() + " is the name of a live backend elsewhere");
            case FULL ->
                throw new RefusedException(
                        Refusal.FULL, "no row for " + heartbeat.id() + ": the table, or the sender's share, is full");
        }
    }
}
