package io.backhand.ajp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardRequestReaderTest {
    private static final List<String> METHODS = List.of(
            "OPTIONS",
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "TRACE",
            "PROPFIND",
            "PROPPATCH",
            "MKCOL",
            "COPY",
            "MOVE",
            "LOCK",
            "UNLOCK",
            "ACL",
            "REPORT",
            "VERSION-CONTROL",
            "CHECKIN",
            "CHECKOUT",
            "UNCHECKOUT",
            "SEARCH",
            "MKWORKSPACE",
            "UPDATE",
            "LABEL",
            "MERGE",
            "BASELINE-CONTROL",
            "MKACTIVITY");

    private final ForwardRequestReader reader = new ForwardRequestReader(3, Secret.NONE, Pattern.compile(""));

    @Test
    void each27MethodsHasItsCode() throws Exception {
        for (int code = 1; code <= METHODS.size(); code++) {
            assertThat(read(RequestPacket.get().method(code)).method()).isEqualTo(METHODS.get(code - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "SEARCH", "ACL", "BREW", "get"})
    void otherMethodsAndSomeOfThe27ComeByName(String name) throws Exception {
        RequestPacket packet = RequestPacket.get().method(Methods.BY_NAME).attribute(AttributeCode.STORED_METHOD, name);

        assertThat(read(packet).method()).isEqualTo(name);
    }

    @Test
    void aNameMayBeCodedOrWrittenOut() throws Exception {
        List<String> names = List.of(
                "Accept",
                "Accept-Charset",
                "Accept-Encoding",
                "Accept-Language",
                "Authorization",
                "Connection",
                "Content-Type",
                "Content-Length",
                "Cookie",
                "Cookie2",
                "Host",
                "Pragma",
                "Referer",
                "User-Agent");
        for (int code = 1; code <= names.size(); code++) {
            RequestPacket packet = RequestPacket.bare().protocol("HTTP/1.0").coded(code, "7");

            assertThat(read(packet).fieldName(0)).isEqualTo(names.get(code - 1));
        }
        assertThat(read(RequestPacket.bare().field("hOST", "a.example")).host()).contains("a.example");
        assertThat(read(RequestPacket.get().field("CONTENT-length", "7")).contentLength())
                .isEqualTo(7);
        assertThat(read(RequestPacket.get().field("transfer-ENCODING", "chunked"))
                        .contentLength())
                .isEqualTo(ForwardRequest.CHUNKED);
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 0x9FFF, 0xA100})
    void onlyTheHighByteA0IsACode(int length) throws Exception {
        String name = "n".repeat(length);

        assertThat(read(RequestPacket.get().field(name, "v")).fieldName(1)).isEqualTo(name);
    }

    @Test
    void fieldsKeepTheirOrderAndTheirCase() throws Exception {
        ForwardRequest request = read(RequestPacket.get().field("x_b", "1").field("X_B", " a\té "));

        assertThat(request.fieldCount()).isEqualTo(3);
        assertThat(request.fieldName(1)).isEqualTo("x_b");
        assertThat(request.fieldName(2)).isEqualTo("X_B");
        assertThat(request.fieldValue(2)).isEqualTo(" a\té ");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "11,11", "999999999999999999,999999999999999999", "007,7"})
    void aContentLengthIsUpTo18Digits(String value, long length) throws Exception {
        assertThat(read(RequestPacket.get().coded(FieldNames.CONTENT_LENGTH, value))
                        .contentLength())
                .isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/a/../b", "/a/./..", "/%2e%2e%20a", "/...", "/..a/b", "/a/..;p/", "/x;..", "/%ff", "/:@"})
    void pathsBelowTheRootArePassedOnAsTheyAre(String uri) throws Exception {
        assertThat(read(RequestPacket.get().uri(uri)).uri()).isEqualTo(uri);
    }

    @Test
    void whatIsNotAsciiInATargetIsUtf8() throws Exception {
        String eAcute = "\u00C3\u00A9"; // two bytes
        String noUtf8 = "\u00E9";
        ForwardRequest request =
                read(RequestPacket.get().uri("/" + eAcute).attribute(AttributeCode.QUERY_STRING, noUtf8 + "%zz?"));

        assertThat(request.uri()).isEqualTo("/é");
        assertThat(request.query()).contains("%E9%zz?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a_b.example",
                "a.example:80",
                "127.0.0.1:65535",
                "[::1]",
                "[2001:db8::9]:8080",
                "[::]",
                "[1:2:3:4:5:6:7:8]",
                "[1::8]:1",
                "[::ffff:192.0.2.1]",
                "[1:2:3:4:5:6:192.0.2.1]",
                "[1:2:3:4:5:6:7::]",
                "%C3%A9.example"
            })
    void hostsWithAndWithoutAPort(String host) throws Exception {
        assertThat(read(RequestPacket.bare().coded(FieldNames.HOST, host)).host())
                .contains(host);
    }

    @Test
    void onlyHttp10MayLackAHost() throws Exception {
        ForwardRequest request = read(RequestPacket.bare().protocol("HTTP/1.0"));

        assertThat(request.host()).isEmpty();
        assertThat(request.serverName()).contains("www.example.org");
    }

    @Test
    void whatIsNullIsEmpty() throws Exception {
        ForwardRequest request = read(RequestPacket.get()
                .remoteAddress(null)
                .serverName(null)
                .attribute(AttributeCode.QUERY_STRING, null)
                .attribute(AttributeCode.REMOTE_USER, null));

        assertThat(request.remoteAddress()).isEmpty();
        assertThat(request.serverName()).isEmpty();
        assertThat(request.query()).isEmpty();
        assertThat(request.remoteUser()).isEmpty();
        assertThat(request.remotePort()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"2001:db8::9,true", "[::1],true", "1:2,false", "a b,false", "a/b,false", "'',false"})
    void aServerNameThatIsNoHostIsNone(String name, boolean isHost) throws Exception {
        assertThat(read(RequestPacket.get().serverName(name)).serverName().isPresent())
                .isEqualTo(isHost);
    }

    @Test
    void optionsMayBeAboutTheServerAsAWhole() throws Exception {
        assertThat(read(RequestPacket.get().method(1).uri("*")).uri()).isEqualTo("*");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                // The frame.
                arguments("type", ByteBuffer.wrap(new byte[] {3})),
                arguments("nothing at all", ByteBuffer.allocate(0)),
                arguments(
                        "bytes after the end", RequestPacket.get().end(0xFF, 0).buffer()),
                arguments(
                        "another end after the end",
                        RequestPacket.get().end(0xFF, 0xFF).buffer()),
                arguments("no end", RequestPacket.get().end().buffer()),
                arguments(
                        "string without its 00",
                        RequestPacket.get().end(5, 0, 1, 'a', 'b', 0xFF).buffer()),
                arguments(
                        "string longer than the packet",
                        RequestPacket.get().end(5, 0, 9, 'a', 0, 0xFF).buffer()),
                arguments(
                        "string that ends the packet",
                        RequestPacket.get().end(5, 0, 1, 'a').buffer()),
                arguments("half a length", RequestPacket.get().end(5, 0).buffer()),
                arguments("secure is 2", RequestPacket.get().secure(2).buffer()),
                // The line.
                arguments("method 0", RequestPacket.get().method(0).buffer()),
                arguments("method 28", RequestPacket.get().method(28).buffer()),
                arguments("method 254", RequestPacket.get().method(254).buffer()),
                arguments(
                        "method by name without one",
                        RequestPacket.get().method(255).buffer()),
                arguments("method by name null", methodNamed(255, null)),
                arguments("method by name empty", methodNamed(255, "")),
                arguments("method no token", methodNamed(255, "A B")),
                arguments("method twofold", methodNamed(2, "PATCH")),
                arguments("protocol null", RequestPacket.get().protocol(null).buffer()),
                arguments("protocol empty", RequestPacket.get().protocol("").buffer()),
                arguments(
                        "protocol other",
                        RequestPacket.get().protocol("HTTQ/1.1").buffer()),
                arguments(
                        "protocol short",
                        RequestPacket.get().protocol("HTTP/11").buffer()),
                arguments(
                        "protocol letters",
                        RequestPacket.get().protocol("HTTP/1.x").buffer()),
                arguments(
                        "protocol long",
                        RequestPacket.get().protocol("HTTP/1.11").buffer()),
                arguments("URI null", RequestPacket.get().uri(null).buffer()),
                arguments("URI empty", RequestPacket.get().uri("").buffer()),
                arguments("URI relative", RequestPacket.get().uri("a").buffer()),
                arguments(
                        "URI absolute",
                        RequestPacket.get().uri("http://a.example/").buffer()),
                arguments("asterisk of GET", RequestPacket.get().uri("*").buffer()),
                arguments("URI with a query", RequestPacket.get().uri("/a?b").buffer()),
                arguments("URI with a fragment", RequestPacket.get().uri("/a#b").buffer()),
                arguments("URI with a space", RequestPacket.get().uri("/a b").buffer()),
                arguments("URI with a line", RequestPacket.get().uri("/a\r\nb").buffer()),
                arguments("URI with DEL", RequestPacket.get().uri("/\u007F").buffer()),
                arguments(
                        "URI with half a percent",
                        RequestPacket.get().uri("/%4").buffer()),
                arguments("URI with no percent", RequestPacket.get().uri("/%zz").buffer()),
                arguments("URI above the root", RequestPacket.get().uri("/..").buffer()),
                arguments(
                        "URI above the root, deep",
                        RequestPacket.get().uri("/a/../../b").buffer()),
                arguments(
                        "URI above the root, encoded",
                        RequestPacket.get().uri("/%2E./b").buffer()),
                arguments(
                        "URI above the root, parameters",
                        RequestPacket.get().uri("/..;a/b").buffer()),
                arguments(
                        "URI above the root, empty segment",
                        RequestPacket.get().uri("//../b").buffer()),
                arguments(
                        "address",
                        RequestPacket.get().remoteAddress("6.6.6.6, 7.7.7.7").buffer()),
                // The fields.
                arguments(
                        "too many",
                        RequestPacket.get()
                                .field("a", "")
                                .field("b", "")
                                .field("c", "")
                                .buffer()),
                arguments("count too big", RequestPacket.get().countTooMany(1).buffer()),
                arguments(
                        "count too small",
                        RequestPacket.get().field("a", "b").countTooMany(-1).buffer()),
                arguments("name code 0", RequestPacket.get().coded(0, "a").buffer()),
                arguments("name code 15", RequestPacket.get().coded(15, "a").buffer()),
                arguments("name null", RequestPacket.get().field(null, "a").buffer()),
                arguments("name empty", RequestPacket.get().field("", "a").buffer()),
                arguments(
                        "name with a space",
                        RequestPacket.get().field("a b", "a").buffer()),
                arguments(
                        "name with a colon",
                        RequestPacket.get().field("a:", "a").buffer()),
                arguments("value null", RequestPacket.get().field("a", null).buffer()),
                arguments("value with CR", RequestPacket.get().field("a", "\r").buffer()),
                arguments(
                        "value with LF", RequestPacket.get().field("a", "b\nc").buffer()),
                arguments("value with NUL", RequestPacket.get().field("a", "\0").buffer()),
                arguments(
                        "two Hosts",
                        RequestPacket.get().field("Host", "www.example.org").buffer()),
                arguments("no Host", RequestPacket.bare().buffer()),
                arguments(
                        "no Host in HTTP/2",
                        RequestPacket.bare().protocol("HTTP/2.0").buffer()),
                arguments("Host empty", host("")),
                arguments("Host with a user", host("a@b")),
                arguments("Host with a path", host("a/b")),
                arguments("Host with half a port", host("a:")),
                arguments("Host with a port too high", host("a:65536")),
                arguments("Host with a port of letters", host("a:8o")),
                arguments("Host with two ports", host("a:1:2")),
                arguments("Host with open bracket", host("[::1")),
                arguments("Host with empty brackets", host("[]")),
                arguments("Host with letters in brackets", host("[::g]")),
                arguments("Host with port 0", host("a:0")),
                arguments("Host with two groups", host("[1:2]")),
                arguments("Host with seven groups", host("[1:2:3:4:5:6:7]")),
                arguments("Host with nine groups", host("[1:2:3:4:5:6:7:8:9]")),
                arguments("Host with nothing to compress", host("[1:2:3:4:5:6:7:8::]")),
                arguments("Host compressed twice", host("[::1::1]")),
                arguments("Host with three colons", host("[:::]")),
                arguments("Host with a long group", host("[::12345]")),
                arguments("Host that ends with a colon", host("[1:2:3:4:5:6:7:]")),
                arguments("Host that begins with a colon", host("[:1:2:3:4:5:6:7]")),
                arguments("Host with dots in brackets", host("[....]")),
                arguments("Host with IPv4 in brackets", host("[192.0.2.1]")),
                arguments("Host with half an IPv4", host("[::192.0.2]")),
                arguments("Host with too much IPv4", host("[::192.0.2.1.1]")),
                arguments("Host with a part too high", host("[::192.0.2.256]")),
                arguments("Host with more than IPv4", host("[1:2:3:4:5:6:7:192.0.2.1]")),
                arguments("Host with IPv4 not last", host("[::192.0.2.1:1]")),
                arguments("Host with a zone", host("[fe80::1%25eth0]")),
                arguments("Host with more after brackets", host("[::1]a")),
                arguments("Host list", host("a, b")),
                // The framing.
                arguments(
                        "two lengths", length("5").field("content-length", "5").buffer()),
                arguments("length +5", length("+5").buffer()),
                arguments("length -5", length("-5").buffer()),
                arguments("length abc", length("abc").buffer()),
                arguments("length empty", length("").buffer()),
                arguments("length with spaces", length(" 5").buffer()),
                arguments("length list", length("5, 5").buffer()),
                arguments("length of 19 digits", length("1000000000000000000").buffer()),
                arguments(
                        "length, then encoding",
                        length("5").field("Transfer-Encoding", "chunked").buffer()),
                arguments(
                        "length 0, then encoding",
                        length("0").field("Transfer-Encoding", "chunked").buffer()),
                arguments(
                        "encoding, then length",
                        encoding("chunked").coded(8, "5").buffer()),
                arguments(
                        "two encodings",
                        encoding("chunked")
                                .field("transfer-encoding", "chunked")
                                .buffer()),
                arguments("encoding gzip, chunked", encoding("gzip, chunked").buffer()),
                arguments("encoding identity", encoding("identity").buffer()),
                arguments("encoding with more", encoding("chunked ").buffer()),
                arguments("encoding empty", encoding("").buffer()));
    }

    private static ByteBuffer methodNamed(int code, @Nullable String name) {
        return RequestPacket.get()
                .method(code)
                .attribute(AttributeCode.STORED_METHOD, name)
                .buffer();
    }

    private static ByteBuffer host(String host) {
        return RequestPacket.bare().coded(FieldNames.HOST, host).buffer();
    }

    private static RequestPacket length(String length) {
        return RequestPacket.get().coded(FieldNames.CONTENT_LENGTH, length);
    }

    private static RequestPacket encoding(String encoding) {
        return RequestPacket.get().field("Transfer-Encoding", encoding);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String what, ByteBuffer payload) {
        RefusedRequestException refusal = Refusals.of(reader, payload);

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.isFromStranger()).isFalse();
        assertThat(refusal.getMessage()).as(what).isNotEmpty().matches("[ -~…]+");
        assertThat(refusal.getStackTrace()).isEmpty();
    }

    @Test
    void aRequestCutAnywhereIsRefused() {
        byte[] whole = RequestPacket.get()
                .secure()
                .field("X-A", "b")
                .attribute(AttributeCode.QUERY_STRING, "q")
                .attribute("AJP_REMOTE_PORT", "5")
                .keySize(256)
                .payload();
        for (int length = 0; length < whole.length; length++) {
            assertThat(Refusals.of(reader, ByteBuffer.wrap(whole, 0, length)).status())
                    .isEqualTo(400);
        }
    }

    @Test
    void buffersOfEveryKindAreReadToTheirEnd() throws Exception {
        byte[] payload = RequestPacket.get().payload();
        ByteBuffer direct = ByteBuffer.allocateDirect(payload.length + 2);
        direct.put(1, payload).position(1).limit(payload.length + 1);
        ByteBuffer slice = ByteBuffer.allocate(payload.length + 7);
        slice = slice.position(3).slice().put(1, payload).position(1).limit(payload.length + 1);
        for (ByteBuffer buffer : List.of(direct, slice, ByteBuffer.wrap(payload).asReadOnlyBuffer())) {
            assertThat(reader.read(buffer).uri()).isEqualTo("/shop");
            assertThat(buffer.hasRemaining()).isFalse();
        }
    }

    private ForwardRequest read(RequestPacket packet) throws RefusedRequestException {
        return reader.read(packet.buffer());
    }
}
