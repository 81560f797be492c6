package io.backhand.testing;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Source;
import io.backhand.heartbeat.Announcement;
import io.backhand.heartbeat.HeartbeatCodec;
import io.backhand.heartbeat.Keys;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** An agent worked by hand: each announcement has the next stamp. Not thread-safe. */
public final class FakeAgent {
    /** When its first announcement is sent, unless a test says otherwise. */
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** A figure for everything but ready and busy. */
    public static final Figures MACHINE = new Figures(
            OptionalInt.of(4),
            OptionalDouble.of(0.75),
            OptionalDouble.of(0.8125),
            OptionalLong.of(6_000_000_000L),
            OptionalLong.of(8_000_000_000L),
            OptionalLong.of(1234),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.of(2),
            OptionalLong.of(30_000));

    private final BackendId id;
    private final Contact contact;
    private final long bootMillis;
    private long sequence;
    private Instant now;

    /** One that starts at noon. */
    public FakeAgent(String name, String contact) {
        this(name, contact, NOON);
    }

    /** One that starts at that moment. */
    public FakeAgent(String name, String contact, Instant start) {
        this.id = new BackendId(name);
        this.contact = Contact.parse(contact);
        this.bootMillis = start.toEpochMilli();
        this.now = start;
    }

    /** From now on it sends at that moment. */
    public FakeAgent at(Instant moment) {
        now = moment;
        return this;
    }

    /** The next announcement. */
    public Announcement says(Intent intent, Figures figures) {
        Heartbeat heartbeat = new Heartbeat(id, contact, Source.NATIVE, intent, figures);
        return new Announcement(heartbeat, bootMillis, ++sequence, now.toEpochMilli());
    }

    /** The next heartbeat of a server that is up, unsigned. */
    public byte[] beat() {
        return beat(Intent.UP, Optional.empty());
    }

    /** The next heartbeat, signed. */
    public byte[] beat(Keys keys) {
        return beat(Intent.UP, Optional.of(keys));
    }

    /** The next heartbeat. */
    public byte[] beat(Intent intent, Optional<Keys> keys) {
        return HeartbeatCodec.encode(says(intent, MACHINE), keys);
    }
}
