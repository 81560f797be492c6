package io.backhand.candidacy.functions;

import io.backhand.candidacy.CookieValues;
import io.backhand.candidacy.RequestFacts;
import java.util.List;

/**
 * What a client calls its session: the values of one name in its cookies, then in the parameters of its path
 * ({@code /app;jsessionid=…}, the name in any case as servlet containers have it), then in its query.
 */
final class SessionValues {
    private SessionValues() {}

    /** They in that order, {@link CookieValues#MAX_VALUES} at most. */
    static List<String> of(String name, RequestFacts facts) {
        List<String> found = CookieValues.named(name, facts.headers("Cookie"));
        found = addParameters(facts.path(), name, found);
        String query = facts.query().orElse("");
        return CookieValues.addPairs(query, '&', name, found);
    }

    private static List<String> addParameters(String path, String name, List<String> before) {
        List<String> found = before;
        int at = path.indexOf(';');
        while (at >= 0 && found.size() < CookieValues.MAX_VALUES) {
            int valueAt = at + 1 + name.length() + 1;
            int end = endOfParameter(path, at + 1);
            if (valueAt < end
                    && path.charAt(valueAt - 1) == '='
                    && path.regionMatches(true, at + 1, name, 0, name.length())) {
                found = CookieValues.added(path.substring(valueAt, end), found);
            }
            at = path.indexOf(';', at + 1);
        }
        return found;
    }

    private static int endOfParameter(String path, int start) {
        int end = start;
        while (end < path.length() && path.charAt(end) != ';' && path.charAt(end) != '/') {
            end++;
        }
        return end;
    }
}
