package io.backhand.testing.backend;

import java.util.Map;

/** The settings of the agent inside a backend, as context-params. */
final class InJvmAgent {
    private InJvmAgent() {}

    static Map<String, String> settings(BackendOptions options) {
        return Map.of(
                "backhand.contact", options.contact(),
                "backhand.name", options.name(),
                "backhand.announce", String.join(" ", options.announce()),
                "backhand.max-requests", Integer.toString(BackendOptions.MAX_REQUESTS));
    }
}
