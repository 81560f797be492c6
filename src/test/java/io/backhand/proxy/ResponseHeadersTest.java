package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

class ResponseHeadersTest {
    private final Via via = Via.random(new Random(1));
    private final HttpFields.Mutable sent = HttpFields.build();

    @Test
    void keepsOrderCaseAndRepetition() {
        passOn(HttpFields.build().add("set-cookie", "a").add("X-A", "1").add("Set-Cookie", "b"), 200);

        assertThat(sent.stream().limit(3).map(HttpField::toString))
                .containsExactly("set-cookie: a", "X-A: 1", "Set-Cookie: b");
    }

    @Test
    void dropsWhatIsForThisHopAloneAndWhatTheBackendNominates() {
        passOn(
                HttpFields.build()
                        .add("Connection", "keep-alive, X-Internal")
                        .add("Keep-Alive", "timeout=5")
                        .add("X-Internal", "1")
                        .add("Transfer-Encoding", "chunked")
                        .add("Trailer", "X-T")
                        .add("X-Kept", "1"),
                200);

        assertThat(sent.stream().map(HttpField::getName)).containsExactly("X-Kept", "Via");
    }

    @Test
    void passesTheAnnouncementOfTrailersOnWhereTheyArePassedOn() {
        ResponseHeaders.passOn(HttpFields.build().add("Trailer", "X-T"), 200, true, via, field -> field, sent);

        assertThat(sent.get("Trailer")).isEqualTo("X-T");
    }

    @Test
    void replacesTheServersOwnDateAndServer() {
        sent.add("Date", "ours").add("Server", "ours");

        passOn(HttpFields.build().add("Date", "theirs").add("Server", "theirs"), 200);

        assertThat(sent.getValuesList("Date")).containsExactly("theirs");
        assertThat(sent.getValuesList("Server")).containsExactly("theirs");
    }

    @Test
    void keepsALengthThatTellsTheTruth() {
        passOn(HttpFields.build().add("Content-Length", "5"), 304);

        assertThat(sent.get("Content-Length")).isEqualTo("5");
    }

    @Test
    void dropsALengthThatFramesNothing() {
        passOn(HttpFields.build().add("Content-Length", "5"), 204);

        assertThat(sent.contains("Content-Length")).isFalse();
    }

    @Test
    void hasFieldsThatNameAPlaceLookedAtAndNoOthers() {
        HttpFields.Mutable looked = HttpFields.build();
        HttpFields headers = HttpFields.build()
                .add("location", "/a")
                .add("X-Location", "/b")
                .add("refresh", "1")
                .add("Content-Location", "/c")
                .add("Link", "</d>")
                .add("Set-Cookie", "e=f")
                .add("Referrer-Policy", "origin");

        ResponseHeaders.passOn(
                headers,
                200,
                false,
                via,
                field -> {
                    looked.add(field);
                    return new HttpField(field.getName(), "looked at");
                },
                sent);

        assertThat(looked.stream().map(HttpField::getName))
                .containsExactly("location", "refresh", "Content-Location", "Link", "Set-Cookie");
        assertThat(sent.getCSV("location", false)).containsExactly("looked at");
        assertThat(sent.get("X-Location")).isEqualTo("/b");
    }

    @Test
    void entersItselfInVia() {
        passOn(HttpFields.build().add("Via", "1.1 inner"), 200);

        assertThat(sent.getValuesList("Via")).singleElement().asString().startsWith("1.1 inner, 1.1 backhand-");
    }

    private void passOn(HttpFields backendHeaders, int status) {
        ResponseHeaders.passOn(backendHeaders, status, false, via, field -> field, sent);
    }
}
