package io.backhand.candidacy;

import java.util.List;

/** Makes a candidacy function from what stands in a chain. Found by {@link java.util.ServiceLoader}. */
public interface CandidacyFunctionProvider {
    /** The name it goes by in a chain, as in {@code byAge}; letters and digits. */
    String name();

    /** How it is written, for messages and documents, as in {@code byAge [DURATION]}. */
    String usage();

    /**
     * Makes the function.
     *
     * @param arguments the words after the name; empty where there are none
     * @throws IllegalArgumentException what was wanted and what came, as in
     *     {@code byAge takes a duration such as 6s, not "six"}
     */
    CandidacyFunction create(List<String> arguments);
}
