package io.backhand.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.proxy.upstream.Requests;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.content.AsyncContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestHeadTest {
    private final RequestHead head = new RequestHead();

    @Property
    void neverHasMoreLinesThanItWasGiven(
            @ForAll String method, @ForAll String target, @ForAll String name, @ForAll String value) {
        HttpFields fields = HttpFields.build().add(new HttpField(name, value));
        try {
            head.write(Requests.of(method, target, fields, null, 0));
        } catch (IllegalArgumentException e) {
            return; // It was refused.
        }

        // The request line, the field, and the end; a length where the method means content.
        boolean withLength = method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
        assertThat(written().split("\r\n", -1)).hasSize(withLength ? 5 : 4);
        assertThat(written().replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
    }

    @Property
    void neverHasMoreLinesThanItWasGivenWhateverAValueIs(@ForAll String value) {
        HttpFields fields = HttpFields.build().add(new HttpField(HttpHeader.USER_AGENT, value));
        try {
            head.write(Requests.of("GET", "/", fields, null, 0));
        } catch (IllegalArgumentException e) {
            assertThat(value.chars().anyMatch(c -> c < ' ' || c == 0x7F)).isTrue();
            return;
        }

        assertThat(written().split("\r\n", -1)).hasSize(4);
    }

    @Property
    void writesTheSizeOfAChunkInHexadecimal(@ForAll @IntRange(min = 1) int size) {
        head.clear();
        head.putChunkSize(size);

        assertThat(written()).isEqualTo(Integer.toHexString(size) + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({"GET, ''", "DELETE, ''", "POST, 'Content-Length: 0\r\n'", "PUT, 'Content-Length: 0\r\n'"})
    void saysThatThereIsNoBodyWhereOneIsExpected(String method, String framing) {
        head.write(Requests.of(method, "/", HttpFields.EMPTY, null, 0));

        assertThat(written()).isEqualTo(method + " / HTTP/1.1\r\n" + framing + "\r\n");
    }

    @Test
    void framesABodyItself() {
        HttpFields fields = HttpFields.build()
                .add("Content-Length", "1")
                .add("transfer-encoding", "gzip")
                .add("Connection", "close")
                .add("Upgrade", "x");
        AsyncContent body = new AsyncContent();

        head.write(Requests.of("POST", "/", fields, body, 7));
        assertThat(written()).isEqualTo("POST / HTTP/1.1\r\nContent-Length: 7\r\n\r\n");

        head.write(Requests.of("POST", "/", fields, body, -1));
        assertThat(written()).isEqualTo("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    @Test
    void writesAnEncodedFieldAsItIs() {
        HttpFields fields = HttpFields.build()
                .add(new PreEncodedHttpField(HttpHeader.VIA, "1.1 b"))
                .add(new PreEncodedHttpField("X-Mine", "2"));

        head.write(Requests.of("GET", "/", fields, null, 0));

        assertThat(written()).isEqualTo("GET / HTTP/1.1\r\nVia: 1.1 b\r\nX-Mine: 2\r\n\r\n");
    }

    @Test
    void refusesWhatIsLongerThanItsLimitAndIsGoodForTheNext() {
        HttpFields big = HttpFields.build().add("N", "x".repeat(RequestHead.MAX_BYTES));

        assertThatThrownBy(() -> head.write(Requests.of("GET", "/", big, null, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bytes");
        head.write(Requests.of("GET", "/", HttpFields.EMPTY, null, 0));
        assertThat(written()).isEqualTo("GET / HTTP/1.1\r\n\r\n");
    }

    private String written() {
        return StandardCharsets.ISO_8859_1.decode(head.bytes()).toString();
    }
}
