package io.backhand.candidacy.functions;

import io.backhand.candidacy.Candidates;
import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import java.util.Optional;

/**
 * The end of a session's value behind a dot, which names the backend where it began, as in {@code 8A3F….alpha}; Tomcat
 * calls it {@code jvmRoute}. Where a name has dots itself, the longest end that names a backend counts.
 */
final class RouteSuffix {
    private RouteSuffix() {}

    /** The backend it names, where the session may go on there. */
    static Optional<Backend> keeper(Candidates candidates, String value) {
        for (int dot = firstDot(value); dot >= 0; dot = value.indexOf('.', dot + 1)) {
            String name = value.substring(dot + 1);
            if (BackendId.isName(name)) {
                Optional<Backend> keeper = candidates.keeper(new BackendId(name));
                if (keeper.isPresent()) {
                    return keeper;
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a value has one, of whatever backend. */
    static boolean isIn(String value) {
        int dot = value.lastIndexOf('.');
        return dot >= 0 && BackendId.isName(value.substring(dot + 1));
    }

    /** The first that no more than a name follows. */
    private static int firstDot(String value) {
        return value.indexOf('.', Math.max(0, value.length() - BackendId.MAX_LENGTH - 1));
    }
}
