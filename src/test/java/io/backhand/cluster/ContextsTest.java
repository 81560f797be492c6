package io.backhand.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContextsTest {
    @ParameterizedTest
    @CsvSource({
        "/app, true",
        "/app/, true",
        "/app/x/y, true",
        "/ap, false",
        "/apple, false",
        "/App, false",
        "/, false",
        "/x/app, false",
        "/shop/cart/1, true",
        "/shop, false"
    })
    void coverThemselvesAndWhatLiesBelowByWholeSegments(String path, boolean covered) {
        assertThat(Contexts.parse("/app,/shop/cart").cover(path)).isEqualTo(covered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "app",
                "/app/",
                "//app",
                "/a//b",
                "/a/../b",
                "/a/.",
                "/..",
                "/a b",
                "/a,b",
                "/a;x",
                "/a?b",
                "/%61",
                "/a\\b",
                "/a\u0000",
                "/a\u200bb",
                "/a\ud800"
            })
    void whatIsNoContextIsRefused(String path) {
        assertThatThrownBy(() -> Contexts.checked(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a path such as /app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "/a.b/..c/...", "/~u:8080@x", "/büro/店", "/a(1)'*+=!$&-_"})
    void aContextMayHaveWhatAPathHas(String path) {
        assertThat(Contexts.parse(new Contexts(List.of(path)).text()).paths()).containsExactly(path);
    }

    @Test
    void lengthAndNumberAreBounded() {
        assertThat(Contexts.checked("/" + "a".repeat(Contexts.MAX_LENGTH - 1))).hasSize(Contexts.MAX_LENGTH);
        assertThatThrownBy(() -> Contexts.checked("/" + "a".repeat(Contexts.MAX_LENGTH)))
                .hasMessageContaining("up to 256 characters");
        assertThat(many(Contexts.MAX_PATHS).paths()).hasSize(Contexts.MAX_PATHS);
        assertThatThrownBy(() -> many(Contexts.MAX_PATHS + 1)).hasMessageContaining("up to 64 contexts");
    }

    @Test
    void areSortedAndEachIsThereOnce() {
        assertThat(new Contexts(List.of("/b", "/a", "/b")).text()).isEqualTo("/a,/b");
        assertThat(Contexts.parse("")).isEqualTo(Contexts.NONE);
        assertThat(Contexts.NONE.with("/b").with("/a").without("/b").paths()).containsExactly("/a");
        assertThatThrownBy(() -> Contexts.parse("/a,")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Contexts many(int count) {
        return new Contexts(
                IntStream.range(0, count).mapToObj(number -> "/app" + number).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "/app/x, /app/x",
        "//app/x, /app/x",
        "/%2Fapp%2fx, /app/x",
        "/shop///cart/, /shop/cart/",
        "/100%25/a%20b, /100%25/a%20b",
        "/, /"
    })
    void slashesCountAsServersReadThem(String canonical, String read) {
        assertThat(Contexts.asReadByServers(canonical)).isEqualTo(read);
    }
}
