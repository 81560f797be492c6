package io.backhand.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.junit.jupiter.api.Test;

class FieldMemoTest {
    private final FieldMemo memo = new FieldMemo();

    @Test
    void givesTheSameObjectForAFieldThatComesAgainAndAgain() {
        memo.field(0, HttpHeader.SERVER, "Server", "a");
        HttpField second = memo.field(0, HttpHeader.SERVER, "Server", "a");

        assertThat(second).isInstanceOf(PreEncodedHttpField.class);
        assertThat(memo.field(0, HttpHeader.SERVER, "Server", "a")).isSameAs(second);
    }

    @Test
    void givesAnotherForAnotherValueOrNameOrPlace() {
        memo.field(0, HttpHeader.SERVER, "Server", "a");

        assertThat(memo.field(0, HttpHeader.SERVER, "Server", "A").getValue()).isEqualTo("A");
        assertThat(memo.field(0, HttpHeader.SERVER, "server", "A").getName()).isEqualTo("server");
        assertThat(memo.field(1, null, "X", "b").getValue()).isEqualTo("b");
        assertThat(memo.field(0, null, "X", "b").getName()).isEqualTo("X");
    }

    @Test
    void aDateIsTheSameObjectAndNotEncodedInAdvance() {
        memo.field(0, HttpHeader.DATE, "Date", "Mon, 23 Nov 2026 09:00:00 GMT");
        HttpField second = memo.field(0, HttpHeader.DATE, "Date", "Mon, 23 Nov 2026 09:00:00 GMT");

        assertThat(second).isNotInstanceOf(PreEncodedHttpField.class);
        assertThat(memo.field(0, HttpHeader.DATE, "Date", "Mon, 23 Nov 2026 09:00:00 GMT"))
                .isSameAs(second);
    }

    @Test
    void doesNotRememberLongValuesNorPlacesPastItsEnd() {
        String value = "v".repeat(10_000);
        for (int i = 0; i < 3; i++) {
            assertThat(memo.field(0, null, "X", value)).isNotInstanceOf(PreEncodedHttpField.class);
            assertThat(memo.field(1000, null, "X", "v")).isNotInstanceOf(PreEncodedHttpField.class);
        }
    }
}
