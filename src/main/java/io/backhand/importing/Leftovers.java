package io.backhand.importing;

import io.backhand.importing.Draft.Unmade;
import java.util.Optional;

/** Says where requests go now for what could not be carried over, once all routes are made. */
final class Leftovers {
    private Leftovers() {}

    static void tell(Draft draft, Account account) {
        for (Unmade unmade : draft.unmade()) {
            Optional<String> route = draft.hasRoute(unmade.path()) ? Optional.empty() : draft.balancing(unmade.path());
            route.ifPresent(path -> account.left(
                    unmade.directive().place(),
                    unmade.path(),
                    "nothing made a route of it, so the route " + path
                            + " has its requests; a [[route]] for it with a chain says otherwise"));
        }
        boolean balances = !draft.balanced().isEmpty() || draft.balancesAll();
        if (balances && !draft.unplaced().isEmpty()) {
            account.advise("Some lines told at the end have no path that a route could have. Their requests go by the"
                    + " route that covers them, if there is one: "
                    + Written.places(draft.unplaced().stream()
                            .map(directive -> directive.place())
                            .toList()) + ".");
        }
    }
}
