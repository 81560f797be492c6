package io.backhand.bench;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

/** A protocol as {@link ClosedLoop} speaks it: one request, always the same, and whether its answer is whole. */
interface Wire {
    /** What a browser sends; by both protocols, since fields cost. */
    List<Entry<String, String>> FIELDS = List.of(
            Map.entry("host", "127.0.0.1"),
            Map.entry("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
            Map.entry("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            Map.entry("accept-language", "en-US,en;q=0.5"),
            Map.entry("accept-encoding", "gzip, deflate, br"),
            Map.entry("cookie", "JSESSIONID=6F1A2B3C4D5E6F708192A3B4C5D6E7F8"));

    /** What came of an answer up to now. */
    enum Answer {
        PART,
        GOOD,
        BAD
    }

    /** All bytes of a request, from 0 to its limit. */
    ByteBuffer request();

    /** Looks at what has come, from 0 to the buffer's position, and leaves it as it is. */
    Answer answer(ByteBuffer in);
}
