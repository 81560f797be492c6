package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;
import io.backhand.cluster.BackendId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Keeps the backends in whose name the pattern is found, as a POSIX regular expression would be; case counts.
 *
 * <p>Thread-safe. Which names match is remembered, since looking it up takes a tenth of the time.
 */
final class ByHostname implements CandidacyFunction {
    /** Names remembered, twice what a heartbeat table holds; past it, all are forgotten. */
    private static final int MAX_REMEMBERED = 8192;

    private final Pattern pattern;
    private final Map<BackendId, Boolean> remembered = new ConcurrentHashMap<>();

    ByHostname(Pattern pattern) {
        this.pattern = pattern;
    }

    static ByHostname parse(List<String> arguments) {
        String regex = Arguments.one("byHostname", arguments);
        try {
            return new ByHostname(Pattern.compile(regex));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "byHostname takes a regular expression, not \"" + regex + "\": " + e.getDescription()
                            + " at character " + (e.getIndex() + 1),
                    e);
        }
    }

    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        candidates.keepIf(backend -> matches(backend.id()));
    }

    private boolean matches(BackendId id) {
        Boolean before = remembered.get(id);
        if (before != null) {
            return before;
        }
        boolean found = pattern.matcher(id.name()).find();
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(id, found);
        return found;
    }
}
