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
 * <p>A session's value begins with the backend's IPv4 address in eight hexadecimal digits, as in
 * {@code PHPSESSID=7f000001…} for 127.0.0.1. Cookies come first, all of them, then the query. The address is compared
 * with that of the backend's contact, and of several backends at one address the first by name is taken, so that a
 * session does not wander between them.
 *
 * @param name what the session goes by, in cookies and in the query
 */
record BySession(String name) implements CandidacyFunction {
    private static final String DEFAULT_IDENTIFIER = "PHPSESSID=";

    private static final Pattern IDENTIFIER = Pattern.compile("[^\\s;,=&%\"\\p{Cntrl}]{1,256}=?");

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
        Optional<Backend> home = inCookies(candidates, facts.headers("Cookie"))
                .or(() -> facts.query().flatMap(query -> inPairs(candidates, query, '&')));
        home.ifPresent(backend -> {
            candidates.keepIf(candidate -> candidate == backend);
            candidates.endChain();
        });
    }

    private Optional<Backend> inCookies(Candidates candidates, List<String> cookieHeaders) {
        for (String header : cookieHeaders) {
            Optional<Backend> home = inPairs(candidates, header, ';');
            if (home.isPresent()) {
                return home;
            }
        }
        return Optional.empty();
    }

    /** The home of the first session of our name that has one, in {@code name=value} pairs. */
    private Optional<Backend> inPairs(Candidates candidates, String pairs, char separator) {
        for (int start = 0; start < pairs.length(); ) {
            int end = pairs.indexOf(separator, start);
            end = end < 0 ? pairs.length() : end;
            int nameAt = start;
            while (nameAt < end && pairs.charAt(nameAt) == ' ') {
                nameAt++;
            }
            int valueAt = nameAt + name.length() + 1;
            if (valueAt < end && pairs.startsWith(name, nameAt) && pairs.charAt(valueAt - 1) == '=') {
                Optional<Backend> home =
                        HexAddress.at(pairs, valueAt, end).flatMap(address -> atAddress(candidates, address));
                if (home.isPresent()) {
                    return home;
                }
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    private static Optional<Backend> atAddress(Candidates candidates, String address) {
        return candidates.first(backend -> backend.contact().host().equals(address), Backend.BY_NAME);
    }
}
