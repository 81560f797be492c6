package io.backhand.candidacy.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.Delivery;
import io.backhand.candidacy.RequestFacts;
import io.backhand.cluster.Backend;
import io.backhand.testing.Backends;
import io.backhand.testing.Facts;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BySessionTest {
    private final Backend one = Backends.heard("one").at("http://10.0.0.1:80").build();
    private final Backend two = Backends.heard("two").at("http://10.0.0.2:80").build();
    private final Backend twin = Backends.heard("twin").at("http://10.0.0.2:81").build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PHPSESSID=0a000002",
                "PHPSESSID=0A000002",
                "PHPSESSID=0a000002deadbeef",
                "PHPSESSID=0a000002_x.y",
                "PHPSESSID=0a000002%2Ftail",
                "PHPSESSID=%30a00000%32",
                "PHPSESSID=\"0a000002\"",
                "a=b;PHPSESSID=0a000002",
                "a=b; ; PHPSESSID=0a000002; c=d",
                "PHPSESSID=nonsense; PHPSESSID=0a000002",
                "PHPSESSID=0a000009; PHPSESSID=0a000002"
            })
    void aCookieLeavesTheBackendItNames(String cookie) {
        assertThat(left("bySession,byRandom", Facts.get("/").header("Cookie", cookie)))
                .containsExactly(two);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PHPSESSID",
                "PHPSESSID=",
                "PHPSESSID=0a00000",
                "PHPSESSID=0a00000g",
                "PHPSESSID=0a00000%",
                "PHPSESSID=0a00000%3",
                "PHPSESSID=0a00000%zz",
                "PHPSESSID=\"",
                "PHPSESSID= 0a000002",
                "XPHPSESSID=0a000002",
                "phpsessid=0a000002",
                "x=PHPSESSID=0a000002",
                "PHPSESSID=0a000009",
                "PHPSESSID=\uFF10a000002"
            })
    void anythingElseLeavesAll(String cookie) {
        assertThat(left("bySession", Facts.get("/").header("Cookie", cookie))).containsExactly(one, two);
    }

    @Test
    void allCookieHeadersCount() {
        assertThat(left("bySession", Facts.get("/").header("Cookie", "a=b").header("cookie", "PHPSESSID=0a000002")))
                .containsExactly(two);
    }

    @Test
    void theQueryCountsWhereNoCookieDoes() {
        assertThat(left("bySession", Facts.get("/?a=1&PHPSESSID=0a000002&b"))).containsExactly(two);
        assertThat(left("bySession", Facts.get("/?PHPSESSID=0a000002").header("Cookie", "PHPSESSID=0a000001")))
                .containsExactly(one);
    }

    @Test
    void theIdentifierMayBeAnyName() {
        RequestFacts facts = Facts.get("/").header("Cookie", "sid=0a000001");

        assertThat(left("bySession sid=", facts)).containsExactly(one);
        assertThat(left("bySession sid", facts)).containsExactly(one);
    }

    @Test
    void aHitEndsTheChain() {
        Candidates candidates = candidates(one, two);
        FunctionCatalogue.builtIns()
                .parseAll(List.of("bySession", "HTTPRedirectToIP"))
                .apply(candidates, Facts.get("/").header("Cookie", "PHPSESSID=0a000002"));

        assertThat(candidates.delivery()).isEqualTo(Delivery.FORWARD);
    }

    @Test
    void ofTwoAtOneAddressTheFirstByNameIsTakenInAnyOrder() {
        RequestFacts facts = Facts.get("/").header("Cookie", "PHPSESSID=0a000002");
        Candidates candidates = candidates(two, one, twin);
        FunctionCatalogue.builtIns().parse("bySession").function().apply(candidates, facts);

        assertThat(candidates.toList()).containsExactly(twin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JSESSIONID=8A3F.two",
                "JSESSIONID=\"8A3F.two\"",
                "JSESSIONID=.two",
                "JSESSIONID=8A3F.two ; a=b",
                "a=b; JSESSIONID=8A3F.two",
                "JSESSIONID=8A3F.gone; JSESSIONID=8A3F.two",
                "JSESSIONID=8A3F; JSESSIONID=8A3F.two",
                "JSESSIONID=0a000001.two",
                "JSESSIONID=8A3F.one.two",
                "JSESSIONID=0a000002.gone"
            })
    void aSuffixBehindADotNamesTheBackend(String cookie) {
        assertThat(left("bySession JSESSIONID,byRandom", Facts.get("/").header("Cookie", cookie)))
                .containsExactly(two);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app;jsessionid=8A3F.two",
                "/app;JSESSIONID=8A3F.two",
                "/app;a=b;jsessionid=8A3F.two/x",
                "/;jsessionid=8A3F.two;c/x;y?z=1",
                "/x;jsessionid/y;jsessionid=8A3F.two?jsessionid=8A3F.one",
                "/x?JSESSIONID=8A3F.two"
            })
    void aParameterOfThePathCountsInAnyCase(String target) {
        assertThat(left("bySession JSESSIONID,byRandom", Facts.get(target))).containsExactly(two);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app;xjsessionid=8A3F.two",
                "/app;jsessionid",
                "/app;jsessionid=",
                "/app;jsessionid/.two",
                "/app;jsessionid=8A3F",
                "/app;jsessionid=8A3F.",
                "/jsessionid=8A3F.two",
                "/?jsessionid=8A3F.two"
            })
    void anyOtherPathLeavesAll(String target) {
        assertThat(left("bySession JSESSIONID", Facts.get(target))).containsExactly(one, two);
    }

    @Test
    void aCookieGoesBeforeThePath() {
        Facts facts = Facts.get("/app;jsessionid=8A3F.one").header("Cookie", "JSESSIONID=8A3F.two");

        assertThat(left("bySession JSESSIONID", facts)).containsExactly(two);
    }

    @Test
    void ofNamesWithDotsTheLongestCounts() {
        Backend shorter = Backends.heard("example").build();
        Backend longer = Backends.heard("web1.example").build();
        Candidates candidates = candidates(shorter, longer);

        apply("bySession JSESSIONID", candidates, Facts.get("/;jsessionid=8A3F.web1.example"));

        assertThat(candidates.toList()).containsExactly(longer);
    }

    @Test
    void aNameOfAnyLengthIsFoundBehindAValueOfAnyLength() {
        Backend longest = Backends.heard("n".repeat(64)).build();
        Candidates candidates = candidates(one, longest);
        String session = ".".repeat(4000) + "n".repeat(64);

        apply("bySession JSESSIONID", candidates, Facts.get("/").header("Cookie", "JSESSIONID=" + session));

        assertThat(candidates.toList()).containsExactly(longest);
    }

    @Test
    void looksAtNoMoreSessionsThanAClientMayHave() {
        Facts facts = Facts.get("/").header("Cookie", "JSESSIONID=8A3F; ".repeat(8) + "JSESSIONID=8A3F.two");

        assertThat(left("bySession JSESSIONID", facts)).containsExactly(one, two);
    }

    @Test
    void aSessionWhoseServerIsGoneFindsTheSameOneEachTimeInAnyOrder() {
        for (int i = 0; i < 100; i++) {
            Facts facts = Facts.get("/").header("Cookie", "JSESSIONID=" + i + ".gone");
            Candidates otherWayRound = candidates(twin, two, one);
            apply("bySession JSESSIONID", otherWayRound, facts);
            Candidates candidates = candidates(one, two, twin);
            apply("bySession JSESSIONID", candidates, facts);

            assertThat(candidates.toList()).hasSize(1).isEqualTo(otherWayRound.toList());
        }
    }

    @Test
    void aSessionOfNoServerLeavesAll() {
        Facts facts = Facts.get("/").header("Cookie", "JSESSIONID=8A3F; JSESSIONID=8A3F.no/name");

        assertThat(left("bySession JSESSIONID", facts)).containsExactly(one, two);
    }

    private static void apply(String item, Candidates candidates, RequestFacts facts) {
        FunctionCatalogue.builtIns().parse(item).function().apply(candidates, facts);
    }

    private List<Backend> left(String items, RequestFacts facts) {
        Candidates candidates = candidates(one, two);
        FunctionCatalogue.builtIns().parseAll(List.of(items.split(","))).apply(candidates, facts);
        return candidates.toList();
    }

    private static Candidates candidates(Backend... backends) {
        return new Candidates(List.of(backends), Optional.empty(), Backends.NOW, new Random(1));
    }
}
