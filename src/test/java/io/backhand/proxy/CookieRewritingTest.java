package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.routing.Rewrites;
import io.backhand.routing.Rewrites.Change;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieRewritingTest {
    private static final AskedFor SHOP = new AskedFor(true, "shop.example");

    @ParameterizedTest
    @CsvSource({
        "a=b; Domain=app.internal; Path=/, a=b; Path=/",
        "a=b; Path=/; domain = .APP.internal, a=b; Path=/",
        "a=b;Domain=app.internal;Secure, a=b;Secure"
    })
    void aDomainThatIsTheBackendsIsDropped(String said, String told) {
        assertThat(changed(Rewrites.DEFAULT, SHOP, said)).isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a=b",
                "a=b;",
                "a=b; ;; Path=/; HttpOnly",
                "a=Domain=app.internal",
                "a=b; Domain=shop.example",
                "a=b; Domain=internal",
                "a=b; Domain=x.app.internal",
                "a=b; Domain",
                "a=b; Domain=",
                "a=b; XDomain=app.internal",
                "a=b; Domains=app.internal",
                "Domain=app.internal; Path=/"
            })
    void anythingElseStaysAsItIs(String said) {
        assertThat(changed(Rewrites.DEFAULT, SHOP, said)).isEqualTo(said);
    }

    @Test
    void whatTheClientAskedForItselfStays() {
        String cookie = "a=b; Domain=app.internal";

        assertThat(changed(Rewrites.DEFAULT, new AskedFor(false, "App.internal:8080"), cookie))
                .isEqualTo(cookie);
        assertThat(changed(Rewrites.DEFAULT, new AskedFor(false, "app.internal.example"), cookie))
                .isEqualTo("a=b");
    }

    @Test
    void aRoutesOwnDomainsTakeThePlaceOfOthersOrDropThem() {
        Rewrites rules = new Rewrites(
                true,
                false,
                Set.of(),
                false,
                List.of(new Change("old.example", "shop.example"), new Change("gone.example", "")),
                List.of(),
                false);

        assertThat(changed(rules, SHOP, "a=b; Domain=.old.example; Path=/"))
                .isEqualTo("a=b; Domain=shop.example; Path=/");
        assertThat(changed(rules, SHOP, "a=b; Domain=gone.example")).isEqualTo("a=b");
        assertThat(changed(rules, SHOP, "a=b; Domain=app.internal")).isEqualTo("a=b; Domain=app.internal");
    }

    @ParameterizedTest
    @CsvSource({
        "/internal, /app, /internal, /app",
        "/internal, /app, /internal/, /app",
        "/internal, /app, /internal/x, /app/x",
        "/internal, /app, /internals, /internals",
        "/internal, /app, /, /",
        "/internal, /, /internal/x, /x",
        "/internal, /, /internal, /",
        "/, /app, /, /app",
        "/, /app, /x, /app/x",
        "/, /app, x, x"
    })
    void pathsOfWholeSegmentsTakeEachOthersPlace(String from, String to, String said, String told) {
        assertThat(changed(paths(new Change(from, to)), SHOP, "a=b; Path=" + said + "; HttpOnly"))
                .isEqualTo("a=b; Path=" + told + "; HttpOnly");
    }

    @Test
    void theFirstPathThatCoversCounts() {
        Rewrites rules = paths(new Change("/a/b", "/long"), new Change("/a", "/short"));

        assertThat(changed(rules, SHOP, "a=b; Path=/a/b/c")).isEqualTo("a=b; Path=/long/c");
        assertThat(changed(rules, SHOP, "a=b; Path=/a/c")).isEqualTo("a=b; Path=/short/c");
    }

    @Test
    void secureIsAddedOnceAndOverTlsAlone() {
        Rewrites rules = new Rewrites(true, false, Set.of(), true, List.of(), List.of(), true);

        assertThat(changed(rules, SHOP, "a=b; Domain=app.internal; Path=/")).isEqualTo("a=b; Path=/; Secure");
        assertThat(changed(rules, SHOP, "a=b; secure; Path=/")).isEqualTo("a=b; secure; Path=/");
        assertThat(changed(rules, SHOP, "secure=b")).isEqualTo("secure=b; Secure");
        assertThat(changed(rules, new AskedFor(false, "shop.example"), "a=b")).isEqualTo("a=b");
    }

    private static Rewrites paths(Change... changes) {
        return new Rewrites(true, false, Set.of(), true, List.of(), List.of(changes), false);
    }

    private static String changed(Rewrites rules, AskedFor asked, String cookie) {
        return new CookieRewriting(rules, "app.internal", asked).toClient(cookie);
    }
}
