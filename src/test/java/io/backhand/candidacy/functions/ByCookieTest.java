package io.backhand.candidacy.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.candidacy.Candidates;
import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.testing.Backends;
import io.backhand.testing.Facts;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByCookieTest {
    private final Backend one = Backends.heard("one").build();
    private final Backend two = Backends.heard("two").build();
    private final Backend three = Backends.heard("three").build();

    @Test
    void leavesTheBackendTheCookieNamesAndEndsTheChain() {
        Facts facts = Facts.get("/").affinity("c", Optional.of(two.id()));

        assertThat(left("byCookie,HTTPRedirectToIP", facts)).containsExactly(two);
    }

    @Test
    void withoutACookieLeavesAll() {
        assertThat(left("byCookie", Facts.get("/"))).containsExactly(one, two, three);
    }

    @Test
    void aClientWhoseBackendIsGoneOrNotKnownFindsTheSameOneEachTime() {
        List<Backend> found = left("byCookie", Facts.get("/").affinity("c", Optional.of(new BackendId("gone"))));

        assertThat(found).hasSize(1);
        assertThat(left("byCookie,byRandom", Facts.get("/").affinity("c", Optional.empty())))
                .isEqualTo(found);
    }

    @Test
    void saysWhichCookieItGoesBy() {
        FunctionCatalogue catalogue = FunctionCatalogue.builtIns();

        assertThat(catalogue.parseAll(List.of("byAge", "byCookie shop")).cookie())
                .contains("shop");
        assertThat(catalogue.parseAll(List.of("byCookie")).cookie()).contains("backhand");
        assertThat(catalogue.parseAll(List.of("bySession")).cookie()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "a;", "\u00e4", "a,b", "\"a\""})
    void refusesWhatIsNoCookiesName(String name) {
        assertThatThrownBy(() -> FunctionCatalogue.builtIns().parse("byCookie " + name))
                .hasMessage("byCookie takes the name of a cookie such as backhand, not \"" + name
                        + "\"; usage: byCookie [NAME]");
    }

    private List<Backend> left(String items, Facts facts) {
        Candidates candidates = new Candidates(List.of(one, two, three), Optional.empty(), Backends.NOW, new Random(1));
        FunctionCatalogue.builtIns().parseAll(List.of(items.split(","))).apply(candidates, facts);
        return candidates.toList();
    }
}
