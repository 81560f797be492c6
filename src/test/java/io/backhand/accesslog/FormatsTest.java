package io.backhand.accesslog;

import static io.backhand.accesslog.Entries.answered;
import static io.backhand.accesslog.Entries.get;
import static io.backhand.accesslog.Entries.line;
import static io.backhand.accesslog.Entries.written;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FormatsTest {
    private final NcsaFormat ncsa = new NcsaFormat(ZoneId.of("Europe/Berlin"));
    private final JsonFormat json = new JsonFormat();

    @Test
    void tellsAllOfAnExchangeInALineThatBeginsAsNcsaHasIt() {
        assertThat(written(ncsa, retried()))
                .isEqualTo("192.0.2.7 - ann [23/Nov/2026:12:30:00 +0100] \"POST /app?q=1 HTTP/1.1\" 200 1234"
                        + " \"http://shop.example/\" \"curl/8\" at=2026-11-23T11:30:00.042Z scheme=http"
                        + " host=\"shop.example\" receivedBytes=0 route=\"/app\" backend=beta why=retry tries=2"
                        + " retried=alpha:refused failure=- firstByteMillis=2.007 millis=12.345 end=complete\n");
    }

    @Test
    void tellsAllOfAnExchangeAsOneObject() {
        assertThat(written(json, retried()))
                .isEqualTo("{\"at\":\"2026-11-23T11:30:00.042Z\",\"client\":\"192.0.2.7\",\"user\":\"ann\","
                        + "\"method\":\"POST\",\"target\":\"/app?q=1\",\"protocol\":\"HTTP/1.1\",\"scheme\":\"http\","
                        + "\"host\":\"shop.example\",\"referer\":\"http://shop.example/\",\"agent\":\"curl/8\","
                        + "\"status\":200,\"sentBytes\":1234,\"receivedBytes\":0,\"route\":\"/app\","
                        + "\"backend\":\"beta\",\"why\":\"retry\",\"tries\":2,\"retried\":\"alpha:refused\",\"failure\":null,"
                        + "\"firstByteMillis\":2.007,\"millis\":12.345,\"end\":\"complete\"}\n");
    }

    @Test
    void saysWhatIsNotKnown() {
        assertThat(written(ncsa, get("/")))
                .isEqualTo("192.0.2.7 - - [23/Nov/2026:12:30:00 +0100] \"GET / HTTP/1.1\" 200 - \"-\" \"-\""
                        + " at=2026-11-23T11:30:00.042Z scheme=http host=\"-\" receivedBytes=0 route=\"-\" backend=-"
                        + " why=- tries=0 retried=- failure=- firstByteMillis=- millis=12.345 end=complete\n");
        assertThat(written(json, get("/")))
                .contains(
                        "\"user\":null", "\"host\":null", "\"route\":null", "\"why\":null", "\"firstByteMillis\":null");
    }

    @Test
    void tellsOfEachTryThatWasNotTheLast() {
        Way way = new Way();
        way.tries("alpha", Why.SESSION);
        way.retried("stale");
        way.tries("alpha", Why.SESSION);
        way.retried("503");
        way.tries("beta", Why.CHAIN);

        assertThat(written(ncsa, new Entry(get("/").asked(), answered(1), way)))
                .contains(" backend=beta why=retry tries=3 retried=alpha:stale,alpha:503 ");
    }

    @Test
    void tellsWhyTheLastTryFailed() {
        Way way = new Way();
        way.tries("alpha", Why.CHAIN);
        way.failed("refused");

        assertThat(written(ncsa, new Entry(get("/").asked(), answered(1), way)))
                .contains(" backend=alpha why=chain tries=1 retried=- failure=refused ");
    }

    @Test
    void escapesWhatWouldEndAStringOrALine() {
        String target = "/\"\\\n\r\t\u001b[31m\u007f\u0085é€\ud83d\ude00\ud83d";

        assertThat(written(ncsa, get(target)))
                .contains("\"GET /\\\"\\\\\\x0a\\x0d\\x09\\x1b[31m\\x7f\\xc2\\x85\\xc3\\xa9\\xe2\\x82\\xac"
                        + "\\xf0\\x9f\\x98\\x80\\xef\\xbf\\xbd HTTP/1.1\"");
        assertThat(written(json, get(target)))
                .contains(
                        "\"/\\\"\\\\\\u000a\\u000d\\u0009\\u001b[31m\\u007f\\u0085\\u00e9\\u20ac\\ud83d\\ude00\\ufffd\"");
    }

    @Test
    void keepsAFieldWithoutQuotesOneWord() {
        Asked asked = new Asked("192.0.2.7", "ann \"x\" y", line("GET", "/"), null, null, null);

        assertThat(written(ncsa, new Entry(asked, answered(0), new Way())))
                .startsWith("192.0.2.7 - ann\\x20\\\"x\\\"\\x20y [");
    }

    @Test
    void cutsWhatIsTooLong() {
        String atMost = "/" + "x".repeat(4095);

        assertThat(written(ncsa, get(atMost))).contains(atMost + " HTTP");
        assertThat(written(ncsa, get(atMost + "y"))).contains(atMost + "... HTTP");
        assertThat(written(json, get(atMost))).contains(atMost + "\"");
        assertThat(written(json, get(atMost + "y"))).contains(atMost + "...\"");
        assertThat(get("/" + "x".repeat(70_000)).asked().line().target()).hasSize(4097);
    }

    @Test
    void tellsTheSecondAnewWhenItIsAnother() {
        Answered before = new Answered(200, 0, 0, -1, 0, 0);

        assertThat(written(ncsa, get("/"))).contains("[23/Nov/2026:12:30:00 +0100]");
        assertThat(written(ncsa, new Entry(get("/").asked(), before, new Way())))
                .contains("[01/Jan/1970:00:59:59 +0100]", "at=1969-12-31T23:59:59.999Z");
        assertThat(written(ncsa, get("/"))).contains("[23/Nov/2026:12:30:00 +0100]");
    }

    private static Entry retried() {
        Way way = new Way();
        way.takes("/app");
        way.tries("alpha", Why.CHAIN);
        way.retried("refused");
        way.tries("beta", Why.CHAIN);
        way.answered(1000 + TimeUnit.MICROSECONDS.toNanos(2007));
        way.ended(Ended.COMPLETE);
        way.ended(Ended.CLIENT_LEFT);
        Asked asked = new Asked(
                "192.0.2.7", "ann", line("POST", "/app?q=1"), "shop.example", "http://shop.example/", "curl/8");
        return new Entry(asked, answered(1234), way);
    }
}
