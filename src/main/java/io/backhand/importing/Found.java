package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import io.backhand.importing.syntax.Place;
import java.util.List;
import java.util.Optional;

/**
 * A directive where it stands.
 *
 * @param directive no section that only holds others
 * @param server whose it is
 * @param host the virtual host it stands in
 * @param blocks the sections around it but for hosts and conditions, the innermost last
 */
record Found(Directive directive, Server server, Optional<Directive> host, List<Directive> blocks) {
    Place place() {
        return directive.place();
    }

    boolean is(String name) {
        return directive.is(name);
    }

    /** The section it stands in; empty for one of the server's own. */
    Optional<Directive> block() {
        return blocks.isEmpty() ? Optional.empty() : Optional.of(blocks.get(blocks.size() - 1));
    }
}
