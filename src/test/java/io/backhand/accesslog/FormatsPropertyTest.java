package io.backhand.accesslog;

import static io.backhand.accesslog.Entries.answered;
import static io.backhand.accesslog.Entries.line;
import static io.backhand.accesslog.Entries.written;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a client sends stays within its field. */
class FormatsPropertyTest {
    private static final String QUOTED = "\"((?:[ !#-\\[\\]-~]|\\\\.)*)\"";
    private static final Pattern NCSA_LINE = Pattern.compile("(\\S+) - (\\S+) \\[[^]]+] " + QUOTED + " 200 1 " + QUOTED
            + " " + QUOTED + " at=\\S+ scheme=http host=" + QUOTED
            + " receivedBytes=0 route=" + QUOTED
            + " backend=- why=- tries=0 retried=- failure=- firstByteMillis=- millis=12.345"
            + " end=-\n");

    private final JsonFactory json = new JsonFactory();

    @Property
    void nothingBreaksOutOfANcsaLine(
            @ForAll("words") String method,
            @ForAll("texts") String target,
            @ForAll("texts") String header,
            @ForAll("texts") String other) {
        Matcher parts =
                NCSA_LINE.matcher(written(new NcsaFormat(ZoneOffset.UTC), entry(method, target, header, other)));

        assertThat(parts.matches()).isTrue();
        assertThat(unescaped(parts.group(2))).isEqualTo(other.isEmpty() ? "-" : wellFormed(other));
        assertThat(unescaped(parts.group(3))).isEqualTo(wellFormed(method) + " " + wellFormed(target) + " HTTP/1.1");
        assertThat(unescaped(parts.group(4))).isEqualTo(wellFormed(header));
        assertThat(unescaped(parts.group(5))).isEqualTo(wellFormed(other));
        assertThat(unescaped(parts.group(6))).isEqualTo(wellFormed(header));
        assertThat(unescaped(parts.group(7))).isEqualTo(wellFormed(target));
    }

    @Property
    void nothingBreaksOutOfAJsonLine(
            @ForAll("words") String method,
            @ForAll("texts") String target,
            @ForAll("texts") String header,
            @ForAll("texts") String other)
            throws IOException {
        String written = written(new JsonFormat(), entry(method, target, header, other));

        assertThat(written).matches("[ -~]+\n");
        assertThat(read(written))
                .containsEntry("method", wellFormed(method))
                .containsEntry("target", wellFormed(target))
                .containsEntry("referer", wellFormed(header))
                .containsEntry("host", wellFormed(header))
                .containsEntry("agent", wellFormed(other))
                .containsEntry("user", wellFormed(other))
                .containsEntry("route", wellFormed(target))
                .hasSize(22);
    }

    @Property(tries = 200)
    void noLineIsLongerThanItMayBe(@ForAll("longTexts") String text) throws IOException {
        Entry entry = entry(text, text, text, text);
        entry.way().tries(text, Why.CHAIN);
        for (int i = 0; i < 17; i++) {
            entry.way().retried(text);
        }

        String json = written(new JsonFormat(), entry);

        assertThat(written(new NcsaFormat(ZoneOffset.UTC), entry)).matches("[ -~]{1000,16383}\n");
        assertThat(json).matches("[ -~]{1000,16383}\n");
        assertThat(read(json)).hasSize(22);
        assertThat(json.getBytes(StandardCharsets.US_ASCII).length).isLessThanOrEqualTo(Line.MAX_BYTES);
    }

    /** Any UTF-16 units, whole pairs or not, most of them those that mean something to somebody. */
    @Provide
    Arbitrary<String> texts() {
        return texts(20);
    }

    /** As long as a method may be. */
    @Provide
    Arbitrary<String> words() {
        return texts(5);
    }

    private static Arbitrary<String> texts(int maxSize) {
        Arbitrary<Character> trouble = Arbitraries.of(
                '"', '\\', '\n', '\r', '\t', ' ', '\u0000', '\u001b', '\u007f', '\u009b', '\u2028', '\u202e', '\ufeff',
                '\ud83d', '\ude00', '=', '-', '{', 'x');
        return Arbitraries.oneOf(trouble, Arbitraries.chars().all())
                .array(Character[].class)
                .ofMaxSize(maxSize)
                .map(FormatsPropertyTest::text);
    }

    @Provide
    Arbitrary<String> longTexts() {
        return texts().filter(text -> !text.isEmpty()).map(text -> text.repeat(8000));
    }

    private static String text(Character[] units) {
        StringBuilder text = new StringBuilder();
        for (Character unit : units) {
            text.append(unit.charValue());
        }
        return text.toString();
    }

    private static Entry entry(String method, String target, String header, String other) {
        Way way = new Way();
        way.takes(target);
        return new Entry(new Asked("192.0.2.7", other, line(method, target), header, header, other), answered(1), way);
    }

    /** As UTF-8 can have it. */
    private static String wellFormed(String text) {
        return text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String unescaped(String written) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < written.length(); i++) {
            if (written.charAt(i) != '\\') {
                bytes.write(written.charAt(i));
            } else if (written.charAt(i + 1) == 'x') {
                bytes.write(Integer.parseInt(written.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                bytes.write(written.charAt(++i));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private Map<String, String> read(String object) throws IOException {
        Map<String, String> values = new HashMap<>();
        try (JsonParser parser = json.createParser(object)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                values.put(key, parser.getValueAsString(""));
            }
            assertThat(parser.nextToken()).isNull();
        }
        return values;
    }
}
