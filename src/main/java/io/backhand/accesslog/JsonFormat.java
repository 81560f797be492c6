package io.backhand.accesslog;

import io.backhand.accesslog.Asked.RequestLine;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A JSON object a line, each with the same keys in the same order; what is not known is {@code null}. */
final class JsonFormat implements LineFormat {
    private final Timestamps universal =
            new Timestamps(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT), ZoneOffset.UTC);

    @Override
    public void write(Entry entry, Line line) {
        line.own("{\"at\":\"").own(universal.second(entry.answered().atMillis()));
        line.own(".").own(Timestamps.millis(entry.answered().atMillis())).own("Z\"");
        asked(entry.asked(), line);
        answered(entry.answered(), line);
        way(entry.way(), entry.answered(), line);
        line.own("}\n");
    }

    private static void asked(Asked asked, Line line) {
        RequestLine request = asked.line();
        text(",\"client\":", asked.client(), Asked.MAX_CLIENT, line);
        text(",\"user\":", asked.user(), Asked.MAX_USER, line);
        text(",\"method\":", request.method(), RequestLine.MAX_METHOD, line);
        text(",\"target\":", request.target(), RequestLine.MAX_TARGET, line);
        word(",\"protocol\":", request.protocol(), line);
        word(",\"scheme\":", request.scheme(), line);
        text(",\"host\":", asked.host(), Asked.MAX_HOST, line);
        text(",\"referer\":", asked.referer(), Asked.MAX_REFERER, line);
        text(",\"agent\":", asked.agent(), Asked.MAX_AGENT, line);
    }

    private static void answered(Answered answered, Line line) {
        line.own(",\"status\":").number(answered.status());
        line.own(",\"sentBytes\":").number(answered.sentBytes());
        line.own(",\"receivedBytes\":").number(answered.receivedBytes());
    }

    private static void way(Way way, Answered answered, Line line) {
        Why why = way.why();
        Ended ended = way.ended();
        long firstByteNanos = way.firstByteNanos(answered.beganNanos());
        text(",\"route\":", way.route(), Way.MAX_ROUTE, line);
        text(",\"backend\":", way.backend(), Way.MAX_BACKEND, line);
        word(",\"why\":", why == null ? null : why.word(), line);
        line.own(",\"tries\":").number(way.tries());
        text(",\"retried\":", way.retried(), Way.MAX_RETRIED, line);
        text(",\"failure\":", way.failure(), Way.MAX_FAILURE, line);
        line.own(",\"firstByteMillis\":");
        if (firstByteNanos < 0) {
            line.own("null");
        } else {
            line.millis(firstByteNanos);
        }
        line.own(",\"millis\":").millis(answered.tookNanos());
        word(",\"end\":", ended == null ? null : ended.word(), line);
    }

    private static void text(String key, @Nullable String text, int maxBytes, Line line) {
        line.own(key);
        if (text == null) {
            line.own("null");
        } else {
            line.own("\"").json(text, maxBytes).own("\"");
        }
    }

    private static void word(String key, @Nullable String ours, Line line) {
        line.own(key);
        if (ours == null) {
            line.own("null");
        } else {
            line.own("\"").own(ours).own("\"");
        }
    }
}
