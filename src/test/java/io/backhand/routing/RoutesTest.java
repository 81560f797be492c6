package io.backhand.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.candidacy.Chain;
import io.backhand.routing.Route.Redirect;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    @ParameterizedTest
    @CsvSource({
        "/,/",
        "/x,/",
        "/application,/",
        "/app,/app",
        "/app/,/app",
        "/app/x,/app",
        "/app/admin,/app/admin",
        "/app/administrator,/app",
        "/app/admin/x/y,/app/admin"
    })
    void theLongestPathOfWholeSegmentsWins(String path, String route) {
        Routes routes = new Routes(List.of(route("/app"), route("/"), route("/app/admin")));

        assertThat(routes.match(path)).map(Route::path).contains(route);
    }

    @Test
    void whatNoRouteCoversHasNone() {
        assertThat(new Routes(List.of()).match("/")).isEmpty();
        assertThat(new Routes(List.of(route("/app"))).match("/")).isEmpty();
        assertThat(new Routes(List.of(route("/"))).match("*")).isEmpty();
    }

    @Test
    void refusesTwoOfOnePath() {
        assertThatThrownBy(() -> new Routes(List.of(route("/a"), route("/b"), route("/a"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two routes for /a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "app", "/app/", "//"})
    void refusesAPathOfAnotherForm(String path) {
        assertThatThrownBy(() -> route(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a route's path begins with / and ends with none, such as /app, not \"" + path + "\"");
    }

    private static Route route(String path) {
        return new Route(
                path,
                new Chain(List.of()),
                Optional.empty(),
                Redirect.NONE,
                Route.Limits.DEFAULT,
                Route.Retry.DEFAULT,
                Rewrites.DEFAULT);
    }
}
