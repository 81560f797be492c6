package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.Affinity;
import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.testing.Backends;
import io.backhand.testing.ManualClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AffinityCookieTest {
    private final Backend alpha = Backends.configured("alpha").build();
    private final Backend beta = Backends.configured("beta").build();
    private final Cluster cluster = new Cluster(
            new HeartbeatTable(1), List.of(alpha.heartbeat(), beta.heartbeat()), Optional.empty(), new ManualClock());
    private final AffinityTokens tokens =
            new AffinityTokens(cluster, List.of("secret".getBytes(StandardCharsets.US_ASCII)));
    private final Random chance = new Random(1);
    private final AffinityCookie cookie = cookie("/app");

    @Test
    void aClientWithoutOneGetsOneThatNamesTheBackend() {
        String set = set(cookie, "", alpha, false);

        assertThat(set).matches("backhand=[A-Za-z0-9_-]{33}; Path=/app; HttpOnly; SameSite=Lax");
        assertThat(set).doesNotContain("alpha").doesNotContain("127");
        Affinity affinity = read(value(set)).orElseThrow();
        assertThat(affinity.home()).contains(new BackendId("alpha"));
        assertThat(affinity.client()).hasSize(11);
    }

    @Test
    void overTlsItGoesBackOverTlsAlone() {
        assertThat(set(cookie, "", alpha, true)).endsWith("; SameSite=Lax; Secure");
    }

    @Test
    void twoClientsAreToldApart() {
        assertThat(set(cookie, "", alpha, false)).isNotEqualTo(set(cookie, "", alpha, false));
    }

    @Test
    void oneThatIsRightIsNotSetAgain() {
        String sent = value(set(cookie, "", alpha, false));

        assertThat(set(cookie, sent, alpha, false)).isEmpty();
        assertThat(set(cookie, "a=b; " + sent + "; c=d", alpha, true)).isEmpty();
    }

    @Test
    void aClientThatMovesKeepsWhatTellsItFromOthers() {
        String sent = value(set(cookie, "", alpha, false));
        String moved = value(set(cookie, sent, beta, false));

        assertThat(read(moved).orElseThrow())
                .isEqualTo(new Affinity(read(sent).orElseThrow().client(), Optional.of(new BackendId("beta"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "backhand=",
                "backhand=alpha",
                "backhand=0123456789012345678901234567890",
                "backhand=012345678901234567890123456789012345",
                "backhand=01234567890123456789012345678901.",
                "other=012345678901234567890123456789012"
            })
    void whatIsNoneOfOursSaysNothing(String sent) {
        assertThat(read(sent)).isEmpty();
        assertThat(set(cookie, sent, alpha, false)).startsWith("backhand=");
    }

    @Test
    void oneOfABackendThatNobodyKnowsTellsTheClientAlone() {
        assertThat(read("backhand=012345678901234567890123456789012"))
                .contains(new Affinity("01234567890", Optional.empty()));
    }

    @Test
    void ofTwoTheFirstCountsWhichIsThatOfTheLongerPath() {
        String ofAlpha = value(set(cookie, "", alpha, false));
        String ofBeta = value(set(cookie, "", beta, false));

        assertThat(read(ofBeta + "; " + ofAlpha).orElseThrow().home()).contains(new BackendId("beta"));
    }

    @ParameterizedTest
    @CsvSource({"/, /", "/a b, /a%20b", "/a;b, /a%3Bb"})
    void itsPathIsAsClientsWriteIt(String path, String written) {
        assertThat(set(cookie(path), "", alpha, false)).contains("; Path=" + written + "; HttpOnly");
    }

    private AffinityCookie cookie(String path) {
        return new AffinityCookie("backhand", path, tokens, () -> chance);
    }

    private Optional<Affinity> read(String cookies) {
        return cookie.read(HttpFields.build().add("Cookie", cookies));
    }

    private static String set(AffinityCookie cookie, String sent, Backend backend, boolean secure) {
        HttpFields.Mutable response = HttpFields.build();
        cookie.keep(backend, HttpFields.build().add("Cookie", sent), secure, response);
        return Optional.ofNullable(response.get("Set-Cookie")).orElse("");
    }

    private static String value(String setCookie) {
        return setCookie.substring(0, setCookie.indexOf(';'));
    }
}
