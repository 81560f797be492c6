package io.backhand.heartbeat;

import io.backhand.cluster.Contexts;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.Intent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Writes an announcement as text, httpd's own keys first. */
final class HeartbeatText {
    /** What may stand in a value as it is: nothing that a form decoder would take for something else. */
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~:/[]-";

    /**
     * Ready workers per processor, where they are not known; about what servers have that say. httpd's lbmethod_heartbeat
     * counts a quarter of them while none is busy, and draws a number from 0 to the sum of all, both included: the last
     * server has one chance too many, one that drains too. So the sum has to be large, that it makes little difference.
     */
    private static final int STAND_IN_READY_PER_CPU = 100;

    private static final int DECIMALS = 4;

    private final StringBuilder text = new StringBuilder(400);

    private HeartbeatText() {}

    /** The whole text but for the signature. */
    static byte[] of(Announcement announcement) {
        HeartbeatText writer = new HeartbeatText();
        writer.writeForHttpd(announcement.heartbeat());
        writer.writeIdentity(announcement);
        writer.writeFigures(announcement.heartbeat().figures());
        writer.write("intent", HeartbeatCodec.word(announcement.heartbeat().intent()));
        writer.writeContexts(announcement.heartbeat().draining());
        return writer.text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** A server that wants nothing new has no worker ready, whatever it has: httpd understands nothing else. */
    private void writeForHttpd(Heartbeat heartbeat) {
        Figures figures = heartbeat.figures();
        int ready = figures.ready().orElse(-1);
        int busy = figures.busy().orElse(-1);
        boolean known = ready >= 0 && busy >= 0;
        int standIn =
                STAND_IN_READY_PER_CPU * Math.max(1, Math.min(figures.cpus().orElse(1), HeartbeatCodec.MAX_CPUS));
        int wanted = heartbeat.intent() == Intent.UP ? (known ? ready : standIn) : 0;
        write("v", "1");
        write("ready", String.valueOf(wanted));
        write("busy", String.valueOf(known ? busy : 0));
        write("port", String.valueOf(heartbeat.contact().port()));
        if (!known) {
            write("est", "1");
        }
    }

    private void writeIdentity(Announcement announcement) {
        write("bh", "1");
        write("name", announcement.heartbeat().id().name());
        write("contact", announcement.heartbeat().contact().url());
        write("boot", String.valueOf(announcement.bootMillis()));
        write("seq", String.valueOf(announcement.sequence()));
        write("t", String.valueOf(announcement.sentAtMillis()));
    }

    private void writeFigures(Figures figures) {
        figures.cpus().ifPresent(value -> writeNumber("cpus", value, 1, HeartbeatCodec.MAX_CPUS));
        figures.load().ifPresent(value -> writeDecimal("load", value, HeartbeatCodec.MAX_LOAD));
        figures.idle().ifPresent(value -> writeDecimal("idle", value, 1));
        figures.memoryFreeBytes()
                .ifPresent(value -> writeNumber("memfree", value, 0, HeartbeatCodec.MAX_BYTES_OF_MEMORY));
        figures.memoryTotalBytes()
                .ifPresent(value -> writeNumber("memtotal", value, 0, HeartbeatCodec.MAX_BYTES_OF_MEMORY));
        figures.arriba().ifPresent(value -> writeNumber("arriba", value, 1, HeartbeatCodec.MAX_ARRIBA));
        figures.inFlight().ifPresent(value -> writeNumber("inflight", value, 0, Integer.MAX_VALUE));
        figures.idleTimeoutMillis()
                .ifPresent(value -> writeNumber("idletimeout", value, 0, HeartbeatCodec.MAX_TIME_MILLIS));
    }

    private void writeContexts(Contexts draining) {
        if (!draining.isEmpty()) {
            write(HeartbeatCodec.DRAINING, draining.text());
        }
    }

    private void writeNumber(String key, long value, long min, long max) {
        if (value >= min && value <= max) {
            write(key, String.valueOf(value));
        }
    }

    private void writeDecimal(String key, double value, double max) {
        if (value >= 0 && value <= max) {
            BigDecimal rounded = BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP);
            write(key, rounded.stripTrailingZeros().toPlainString());
        }
    }

    private void write(String key, String value) {
        text.append(text.isEmpty() ? "" : "&").append(key).append('=');
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (PLAIN.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append("%%%02X".formatted((int) c));
            }
        }
    }
}
