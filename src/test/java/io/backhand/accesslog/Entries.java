package io.backhand.accesslog;

import io.backhand.accesslog.Asked.RequestLine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Exchanges to be written down, and how they look. */
final class Entries {
    private static final long AT_MILLIS =
            Instant.parse("2026-11-23T11:30:00.042Z").toEpochMilli();

    private Entries() {}

    /** A GET of that target, of which nothing else is known. */
    static Entry get(String target) {
        Way way = new Way();
        way.ended(Ended.COMPLETE);
        return new Entry(new Asked("192.0.2.7", null, line("GET", target), null, null, null), answered(0), way);
    }

    static RequestLine line(String method, String target) {
        return new RequestLine(method, target, "HTTP/1.1", "http");
    }

    /** An answer of 200 after 12.345 ms. */
    static Answered answered(long sentBytes) {
        return new Answered(200, sentBytes, 0, AT_MILLIS, 1000, TimeUnit.MICROSECONDS.toNanos(12_345));
    }

    /** The line that tells an exchange, as it is read by whoever reads bytes as Latin-1. */
    static String written(LineFormat format, Entry entry) {
        ByteBuffer bytes = ByteBuffer.allocate(Line.MAX_BYTES);
        format.write(entry, new Line(bytes));
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }
}
