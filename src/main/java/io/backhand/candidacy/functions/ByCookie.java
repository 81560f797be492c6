package io.backhand.candidacy.functions;

import io.backhand.candidacy.Affinity;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.CookieFunction;
import io.backhand.candidacy.RequestFacts;
import io.backhand.cluster.Backend;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Leaves the backend that this balancer's own cookie names, and ends the chain. A client whose backend is gone gets
 * another, the same for all its requests; one without the cookie is left to the functions behind.
 *
 * @param cookie the cookie's name
 */
record ByCookie(String cookie) implements CookieFunction {
    private static final String DEFAULT_NAME = "backhand";

    /** A token (RFC 9110, 5.6.2), which a cookie's name is. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    static ByCookie parse(List<String> arguments) {
        String name = Arguments.atMostOne("byCookie", arguments).orElse(DEFAULT_NAME);
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "byCookie takes the name of a cookie such as " + DEFAULT_NAME + ", not \"" + name + "\"");
        }
        return new ByCookie(name);
    }

    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        Optional<Affinity> affinity = facts.affinity();
        if (affinity.isEmpty()) {
            return;
        }
        Optional<Backend> keeper = affinity.get().home().flatMap(candidates::keeper);
        if (keeper.isPresent()) {
            candidates.settleOn(keeper.get());
        } else {
            NewHome.choose(candidates, affinity.get().client());
        }
    }
}
