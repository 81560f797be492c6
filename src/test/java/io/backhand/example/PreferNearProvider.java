package io.backhand.example;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.CandidacyFunctionProvider;
import java.util.List;

/**
 * {@code preferNear PREFIX}: puts the backends first whose address begins so, as in {@code preferNear 10.1.}
 *
 * <p>Found because {@code META-INF/services/io.backhand.candidacy.CandidacyFunctionProvider} names it.
 */
public final class PreferNearProvider implements CandidacyFunctionProvider {
    @Override
    public String name() {
        return "preferNear";
    }

    @Override
    public String usage() {
        return "preferNear PREFIX";
    }

    @Override
    public CandidacyFunction create(List<String> arguments) {
        if (arguments.size() != 1) {
            throw new IllegalArgumentException("preferNear takes the beginning of an address such as 10.1.");
        }
        String prefix = arguments.get(0);
        return (candidates, facts) ->
                candidates.sortBy(backend -> backend.contact().host().startsWith(prefix) ? 0 : 1);
    }
}
