package io.backhand.heartbeat;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Contexts;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Source;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The text of a heartbeat, {@code docs/heartbeat-format.md}: from an {@link Announcement} to bytes and back.
 *
 * <p>A superset of what httpd's mod_heartbeat sends, so that each side's listener can hear the other's agents.
 */
public final class HeartbeatCodec {
    /** The most a heartbeat may take: what httpd's mod_heartmonitor reads. */
    public static final int MAX_BYTES = 1000;

    static final int MAX_CPUS = 100_000;
    static final double MAX_LOAD = 1_000_000;
    static final long MAX_BYTES_OF_MEMORY = 1L << 59;
    static final long MAX_ARRIBA = 1_000_000_000_000_000L;
    static final long MAX_SEQUENCE = 100_000_000_000_000_000L;

    /** The year 5138, in milliseconds since 1970; any later is a wrong unit. */
    static final long MAX_TIME_MILLIS = 100_000_000_000_000L;

    /** The key of the contexts that are drained alone. */
    static final String DRAINING = "draining";

    private static final String VERSION = "1";

    private HeartbeatCodec() {}

    /**
     * The datagram, signed with the first of the keys where there are any. A figure out of its range is
     * left out, as one that is not known.
     *
     * @throws IllegalArgumentException if it would be longer than {@link #MAX_BYTES}
     */
    public static byte[] encode(Announcement announcement, Optional<Keys> keys) {
        byte[] text = HeartbeatText.of(announcement);
        byte[] datagram = keys.map(present -> present.sign(text)).orElse(text);
        if (datagram.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a heartbeat takes at most %d bytes, this one %d: shorten name or contact, or drain fewer contexts"
                            .formatted(MAX_BYTES, datagram.length));
        }
        return datagram;
    }

    /**
     * Reads the first {@code length} bytes; whether the signature is right is not looked at.
     *
     * @throws RefusedException as {@code size}, {@code malformed} or {@code version}
     */
    public static Datagram decode(byte[] bytes, int length) throws RefusedException {
        checkSize(length);
        Pairs pairs = Pairs.read(bytes, length);
        checkVersion(pairs);
        return pairs.has("bh")
                ? new Datagram.Native(announcement(pairs), pairs.signature())
                : new Datagram.Httpd(
                        (int) pairs.requiredNumber("ready", 0, Integer.MAX_VALUE),
                        (int) pairs.requiredNumber("busy", 0, Integer.MAX_VALUE),
                        pairs.smallNumber("port", 1, 65535));
    }

    static void checkSize(int length) throws RefusedException {
        if (length == 0 || length > MAX_BYTES) {
            String came = length == 0 ? "was empty" : "was longer";
            throw new RefusedException(Refusal.SIZE, "a heartbeat has 1 to %d bytes, %s".formatted(MAX_BYTES, came));
        }
    }

    /** Before any value: what a key means is the version's to say. */
    private static void checkVersion(Pairs pairs) throws RefusedException {
        String key = pairs.has("bh") ? "bh" : "v";
        String version = pairs.requiredText(key);
        if (!version.equals(VERSION)) {
            throw new RefusedException(
                    Refusal.VERSION, "%s must be %s, was %s".formatted(key, VERSION, SafeText.quote(version)));
        }
    }

    private static Announcement announcement(Pairs pairs) throws RefusedException {
        pairs.smallNumber("port", 1, 65535);
        Intent intent = intent(pairs);
        Heartbeat heartbeat = new Heartbeat(
                id(pairs), contact(pairs), Source.NATIVE, intent, draining(pairs), figures(pairs, intent));
        return new Announcement(
                heartbeat,
                pairs.requiredNumber("boot", 0, MAX_TIME_MILLIS),
                pairs.requiredNumber("seq", 0, MAX_SEQUENCE),
                pairs.requiredNumber("t", 0, MAX_TIME_MILLIS));
    }

    private static BackendId id(Pairs pairs) throws RefusedException {
        String name = pairs.requiredText("name");
        try {
            return new BackendId(name);
        } catch (IllegalArgumentException e) {
            throw Pairs.malformed("name must be 1 to 64 of A-Z a-z 0-9 . _ -, was " + SafeText.quote(name));
        }
    }

    private static Contact contact(Pairs pairs) throws RefusedException {
        String url = pairs.requiredText("contact");
        try {
            return Contact.parse(url);
        } catch (IllegalArgumentException e) {
            throw Pairs.malformed(
                    "contact must be http://HOST[:PORT] or https://HOST[:PORT], was " + SafeText.quote(url));
        }
    }

    private static Intent intent(Pairs pairs) throws RefusedException {
        String word = pairs.text("intent").orElse(word(Intent.UP));
        for (Intent intent : Intent.values()) {
            if (word(intent).equals(word)) {
                return intent;
            }
        }
        throw Pairs.malformed("intent must be up, draining, sick or leaving, was " + SafeText.quote(word));
    }

    private static Contexts draining(Pairs pairs) throws RefusedException {
        String list = pairs.text(DRAINING).orElse("");
        try {
            return Contexts.parse(new String(list.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw Pairs.malformed("draining must be context paths such as /app with commas between them, was "
                    + SafeText.quote(list));
        }
    }

    private static Figures figures(Pairs pairs, Intent intent) throws RefusedException {
        boolean standIn = pairs.smallNumber("est", 0, 1).orElse(0) == 1;
        OptionalInt ready = pairs.smallNumber("ready", 0, Integer.MAX_VALUE);
        OptionalInt busy = pairs.smallNumber("busy", 0, Integer.MAX_VALUE);
        return new Figures(
                pairs.smallNumber("cpus", 1, MAX_CPUS),
                pairs.decimal("load", MAX_LOAD),
                pairs.decimal("idle", 1),
                pairs.number("memfree", 0, MAX_BYTES_OF_MEMORY),
                pairs.number("memtotal", 0, MAX_BYTES_OF_MEMORY),
                pairs.number("arriba", 1, MAX_ARRIBA),
                standIn || intent != Intent.UP ? OptionalInt.empty() : ready,
                standIn ? OptionalInt.empty() : busy,
                pairs.smallNumber("inflight", 0, Integer.MAX_VALUE),
                pairs.number("idletimeout", 0, MAX_TIME_MILLIS));
    }

    static String word(Intent intent) {
        return intent.name().toLowerCase(Locale.ROOT);
    }
}
