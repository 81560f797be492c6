package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Contact;
import io.backhand.routing.Rewrites;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkRewritingTest {
    private static final AskedFor SHOP = new AskedFor(true, "shop.example");

    private final Contact backend = Contact.parse("http://10.0.0.7:8080");

    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.7:8080/a?b#c, https://shop.example/a?b#c",
        "http://10.0.0.7:8080, https://shop.example",
        "http://10.0.0.7:8080?b, https://shop.example?b",
        "http://10.0.0.7:8080#c, https://shop.example#c",
        "HTTP://10.0.0.7:8080/, https://shop.example/"
    })
    void aLinkToTheBackendBecomesOneToWhatTheClientAskedFor(String said, String told) {
        assertThat(location(said)).isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "//10.0.0.7:8080/a",
                "https://10.0.0.7:8080/a",
                "http://10.0.0.7/a",
                "http://10.0.0.7:8081/a",
                "http://10.0.0.70:8080/a",
                "http://10.0.0.7:80800/a",
                "http://user@10.0.0.7:8080/a",
                "http://10.0.0.7:8080@elsewhere.example/a",
                "http://10.0.0.7:8080.elsewhere.example/a",
                "http://elsewhere.example/?to=http://10.0.0.7:8080/",
                "http://",
                "http:///a",
                "http://shop.example/a",
                "ftp://10.0.0.7:8080/a"
            })
    void anyOtherStays(String said) {
        HttpField field = new HttpField("Location", said);

        assertThat(links(Rewrites.DEFAULT, SHOP).toClient(field)).isSameAs(field);
    }

    @Test
    void theSchemesOwnPortMayBeLeftOutOnEitherSide() {
        Contact ownPort = Contact.parse("https://App.internal");

        assertThat(location(ownPort, "https://app.INTERNAL/a")).isEqualTo("https://shop.example/a");
        assertThat(location(ownPort, "https://app.internal:443/a")).isEqualTo("https://shop.example/a");
        assertThat(location(Contact.parse("h2c://[fd00::7]:8080"), "http://[fd00::7]:8080/a"))
                .isEqualTo("https://shop.example/a");
    }

    @Test
    void theClientsPortAndSchemeAreKept() {
        AskedFor asked = new AskedFor(false, "shop.example:8000");

        assertThat(changed(Rewrites.DEFAULT, asked, "Location", "http://10.0.0.7:8080/a"))
                .isEqualTo("http://shop.example:8000/a");
    }

    @Test
    void whereTheClientNamedNoHostThePathIsLeft() {
        AskedFor nothing = new AskedFor(false, "");

        assertThat(changed(Rewrites.DEFAULT, nothing, "Location", "http://10.0.0.7:8080/a"))
                .isEqualTo("/a");
        assertThat(changed(Rewrites.DEFAULT, nothing, "Location", "http://10.0.0.7:8080?b"))
                .isEqualTo("/?b");
        assertThat(changed(Rewrites.DEFAULT, nothing, "Location", "http://10.0.0.7:8080"))
                .isEqualTo("/");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5; url=http://10.0.0.7:8080/a | 5; url=https://shop.example/a",
                "0;URL='http://10.0.0.7:8080/a' | 0;URL='https://shop.example/a'",
                "0,url = \"http://10.0.0.7:8080\" | 0,url = \"https://shop.example\"",
                "3; http://10.0.0.7:8080/a | 3; https://shop.example/a",
                "5 | 5",
                "5; url | 5; url",
                "5; url=/a | 5; url=/a",
                "5; url=http://a/?http://10.0.0.7:8080/ | 5; url=http://a/?http://10.0.0.7:8080/"
            })
    void refreshNamesOneBehindTheSeconds(String said, String told) {
        assertThat(changed(Rewrites.DEFAULT, SHOP, "Refresh", said)).isEqualTo(told);
    }

    @Test
    void linkNamesManyInAngleBrackets() {
        assertThat(changed(
                        Rewrites.DEFAULT,
                        SHOP,
                        "Link",
                        "<http://10.0.0.7:8080/a.css>; rel=preload, </b>; rel=next, <http://10.0.0.7:8080>; rel=up,"
                                + " <http://elsewhere.example/c>"))
                .isEqualTo("<https://shop.example/a.css>; rel=preload, </b>; rel=next, <https://shop.example>; rel=up,"
                        + " <http://elsewhere.example/c>");
    }

    @Test
    void aFieldKeepsItsNameAsItWasWritten() {
        assertThat(links(Rewrites.DEFAULT, SHOP)
                        .toClient(new HttpField("content-location", "http://10.0.0.7:8080/a"))
                        .toString())
                .isEqualTo("content-location: https://shop.example/a");
    }

    @Test
    void aRouteMayNameOtherAddressesAndLeaveOutTheBackends() {
        Rewrites others = new Rewrites(
                false, false, Set.of(Contact.parse("https://app.internal")), true, List.of(), List.of(), false);

        assertThat(changed(others, SHOP, "Location", "https://app.internal/a")).isEqualTo("https://shop.example/a");
        assertThat(changed(others, SHOP, "Location", "http://app.internal/a")).isEqualTo("http://app.internal/a");
        assertThat(changed(others, SHOP, "Location", "http://10.0.0.7:8080/a")).isEqualTo("http://10.0.0.7:8080/a");
    }

    @Test
    void aRouteMayAskForTheClientsSchemeInLinksToItsHost() {
        Rewrites scheme = new Rewrites(false, true, Set.of(), true, List.of(), List.of(), false);
        AskedFor withPort = new AskedFor(true, "shop.example:8443");
        AskedFor plain = new AskedFor(false, "shop.example");

        assertThat(changed(scheme, SHOP, "Location", "http://SHOP.example/a")).isEqualTo("https://shop.example/a");
        assertThat(changed(scheme, withPort, "Location", "http://shop.example:8443/a"))
                .isEqualTo("https://shop.example:8443/a");
        assertThat(changed(scheme, SHOP, "Location", "http://shop.example:8443/a"))
                .isEqualTo("http://shop.example:8443/a");
        assertThat(changed(scheme, plain, "Location", "http://shop.example/a")).isEqualTo("http://shop.example/a");
        assertThat(changed(scheme, plain, "Location", "https://shop.example/a")).isEqualTo("https://shop.example/a");
    }

    private String location(String said) {
        return location(backend, said);
    }

    private static String location(Contact backend, String said) {
        return new LinkRewriting(Rewrites.DEFAULT, backend, SHOP)
                .toClient(new HttpField("Location", said))
                .getValue();
    }

    private String changed(Rewrites rules, AskedFor asked, String name, String said) {
        return links(rules, asked).toClient(new HttpField(name, said)).getValue();
    }

    private LinkRewriting links(Rewrites rules, AskedFor asked) {
        return new LinkRewriting(rules, backend, asked);
    }
}
