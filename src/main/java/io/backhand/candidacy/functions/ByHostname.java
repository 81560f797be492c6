package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Keeps the backends in whose name the pattern is found, as a POSIX regular expression would; case counts. */
record ByHostname(Pattern pattern) implements CandidacyFunction {
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
        candidates.keepIf(backend -> pattern.matcher(backend.id().name()).find());
    }
}
