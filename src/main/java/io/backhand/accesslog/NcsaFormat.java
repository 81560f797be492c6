package io.backhand.accesslog;

import io.backhand.accesslog.Asked.RequestLine;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** NCSA's combined log, so that what reads that can read this, and behind it what that has no place for. */
final class NcsaFormat implements LineFormat {
    private static final String NOTHING = "-";

    private final Timestamps local;
    private final Timestamps universal =
            new Timestamps(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT), ZoneOffset.UTC);

    /** @param zone whose time the fourth field tells; the fifth on are in UTC */
    NcsaFormat(ZoneId zone) {
        local = new Timestamps(DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH), zone);
    }

    @Override
    public void write(Entry entry, Line line) {
        combined(entry.asked(), entry.answered(), line);
        more(entry.asked(), entry.answered(), line);
        way(entry.way(), entry.answered(), line);
        line.own("\n");
    }

    private void combined(Asked asked, Answered answered, Line line) {
        RequestLine request = asked.line();
        line.ncsaWord(asked.client(), Asked.MAX_CLIENT).own(" - ");
        word(asked.user(), Asked.MAX_USER, line);
        line.own(" [").own(local.second(answered.atMillis())).own("] \"");
        line.ncsa(request.method(), RequestLine.MAX_METHOD).own(" ");
        line.ncsa(request.target(), RequestLine.MAX_TARGET).own(" ").own(request.protocol());
        line.own("\" ").number(answered.status()).own(" ");
        if (answered.sentBytes() > 0) {
            line.number(answered.sentBytes());
        } else {
            line.own(NOTHING);
        }
        quoted(" ", asked.referer(), Asked.MAX_REFERER, line);
        quoted(" ", asked.agent(), Asked.MAX_AGENT, line);
    }

    private void more(Asked asked, Answered answered, Line line) {
        line.own(" at=").own(universal.second(answered.atMillis()));
        line.own(".").own(Timestamps.millis(answered.atMillis())).own("Z scheme=");
        line.own(asked.line().scheme());
        quoted(" host=", asked.host(), Asked.MAX_HOST, line);
        line.own(" receivedBytes=").number(answered.receivedBytes());
    }

    private static void way(Way way, Answered answered, Line line) {
        Why why = way.why();
        Ended ended = way.ended();
        long firstByteNanos = way.firstByteNanos(answered.beganNanos());
        quoted(" route=", way.route(), Way.MAX_ROUTE, line);
        line.own(" backend=");
        word(way.backend(), Way.MAX_BACKEND, line);
        line.own(" why=").own(why == null ? NOTHING : why.word());
        line.own(" tries=").number(way.tries()).own(" retried=");
        word(way.retried(), Way.MAX_RETRIED, line);
        line.own(" failure=");
        word(way.failure(), Way.MAX_FAILURE, line);
        line.own(" firstByteMillis=");
        if (firstByteNanos < 0) {
            line.own(NOTHING);
        } else {
            line.millis(firstByteNanos);
        }
        line.own(" millis=").millis(answered.tookNanos());
        line.own(" end=").own(ended == null ? NOTHING : ended.word());
    }

    private static void word(@Nullable String text, int maxBytes, Line line) {
        if (text == null || text.isEmpty()) {
            line.own(NOTHING);
        } else {
            line.ncsaWord(text, maxBytes);
        }
    }

    private static void quoted(String before, @Nullable String text, int maxBytes, Line line) {
        line.own(before).own("\"").ncsa(text == null ? NOTHING : text, maxBytes).own("\"");
    }
}
