package io.backhand.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.eclipse.jetty.http.HttpURI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticPathTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a.png, /a.png",
        "/app/, /app/",
        "/a%20b.txt, /a b.txt",
        "/%61, /a",
        "/100%25.txt, /100%.txt",
        "/a;x=1/b;y, /a/b",
        "/a/../b, /b",
        "/%C3%A4.txt, /ä.txt",
        "/.well-known/acme, /.well-known/acme",
        "/a..b, /a..b"
    })
    void namesAFileByItsDecodedPath(String target, String path) {
        assertThat(of(target)).contains(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//a",
                "/a//b",
                "/a%2Fb",
                "/a%2fb",
                "/..%2f..%2fetc/passwd",
                "/a%5Cb",
                "/a%0Ab",
                "/.git/config",
                "/.htaccess",
                "/a/.env",
                "/WEB-INF/web.xml",
                "/web-inf/web.xml",
                "/app/Meta-Inf/MANIFEST.MF"
            })
    void namesNoFileByWhatNoFileShouldBeCalled(String target) {
        assertThat(of(target)).isEmpty();
    }

    @Test
    void takesNamesAndPathsUpToTheirLongest() {
        String longest = "/" + "n".repeat(255);

        assertThat(of(longest)).contains(longest);
        assertThat(of(longest + "n")).isEmpty();
        assertThat(longest.repeat(4)).hasSize(StaticPath.MAX_LENGTH);
        assertThat(of(longest.repeat(4))).isPresent();
        assertThat(of(longest.repeat(4) + "/")).isEmpty();
    }

    @Test
    void hasNoneWhereTheRequestHasNoPath() {
        assertThat(of("*")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/app/x.png, /x.png", "/app/, /", "/app/a/b, /a/b", "/%61pp/x, /x", "/x/../app/y, /y"})
    void takesWhatLiesBelowTheRoute(String target, String path) {
        assertThat(of(target, "/app")).contains(path);
    }

    @Test
    void takesNothingOfTheRoutesOwnPath() {
        assertThat(of("/app", "/app")).contains("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apple", "/", "/ap", "/app/../x", "/x/app/y"})
    void namesNoFileOutsideTheRoute(String target) {
        assertThat(of(target, "/app")).isEmpty();
    }

    private static Optional<String> of(String target) {
        return of(target, "");
    }

    private static Optional<String> of(String target, String prefix) {
        return StaticPath.of(HttpURI.from(target).getCanonicalPath(), prefix);
    }
}
