package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;
import io.backhand.cluster.Backend;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Leaves the backend that a session names, and ends the chain; without such a session, leaves all.
 *
 * <p>A session's value ends with a dot and the backend's name, as servlet containers write it ({@link RouteSuffix}), or
 * begins with the backend's IPv4 address in eight hexadecimal digits, as in {@code PHPSESSID=7f000001…} for 127.0.0.1.
 * The address is compared with that of the backend's contact, and of several backends at one address the first by name
 * is taken, so that a session does not wander between them.
 *
 * <p>A session that ends with a name of which no backend may go on with it moves: all its requests find the same one.
 *
 * @param name what the session goes by, in cookies, in the path and in the query
 */
record BySession(String name) implements CandidacyFunction {
    private static final String DEFAULT_IDENTIFIER = "PHPSESSID=";

    private static final Pattern IDENTIFIER = Pattern.compile("[^\\s;,=&%|\"\\p{Cntrl}]{1,256}=?");

    static BySession parse(List<String> arguments) {
        String identifier = Arguments.atMostOne("bySession", arguments).orElse(DEFAULT_IDENTIFIER);
        if (!IDENTIFIER.matcher(identifier).matches()) {
            throw new IllegalArgumentException("bySession takes the name of a cookie such as " + DEFAULT_IDENTIFIER
                    + ", not \"" + identifier + "\"");
        }
        return new BySession(identifier.endsWith("=") ? identifier.substring(0, identifier.length() - 1) : identifier);
    }

    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        List<String> values = SessionValues.of(name, facts);
        for (int i = 0; i < values.size(); i++) {
            Optional<Backend> home = home(candidates, values.get(i));
            if (home.isPresent()) {
                candidates.settleOn(home.get());
                return;
            }
        }
        values.stream().filter(RouteSuffix::isIn).findFirst().ifPresent(moved -> NewHome.choose(candidates, moved));
    }

    private static Optional<Backend> home(Candidates candidates, String value) {
        return RouteSuffix.keeper(candidates, value).or(() -> HexAddress.at(value)
                .flatMap(address ->
                        candidates.keeper(backend -> backend.contact().host().equals(address))));
    }
}
