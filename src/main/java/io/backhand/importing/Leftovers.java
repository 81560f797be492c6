package io.backhand.importing;

import io.backhand.importing.Draft.Unmade;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says where requests go now for what could not be carried over, once all routes are made. */
final class Leftovers {
    /** They choose or order, which one server needs no more. */
    private static final Set<String> ORDERS = Set.of(
            "byRandom", "byLoad", "byCPU", "byCost", "byLogWindow", "byBusyChildren", "byInFlight", "addPrediction");

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
        draft.balanced().forEach((path, route) -> tellOfSessions(path, route, account));
        boolean balances = !draft.balanced().isEmpty() || draft.balancesAll();
        if (balances && !draft.unplaced().isEmpty()) {
            account.advise("Some lines told at the end have no path that a route could have. Their requests go by the"
                    + " route that covers them, if there is one: "
                    + Written.places(draft.unplaced().stream()
                            .map(directive -> directive.place())
                            .toList()) + ".");
        }
    }

    /** mod_backhand went on with the functions behind, and might choose among what was left. */
    private static void tellOfSessions(String path, RouteDraft route, Account account) {
        List<String> chain = route.chain();
        for (int i = 0; i < chain.size() - 1; i++) {
            List<String> behind = chain.subList(i + 1, chain.size()).stream()
                    .filter(step -> !ORDERS.contains(step.split(" ", 2)[0]))
                    .toList();
            boolean endsChain = chain.get(i).equals("bySession") || chain.get(i).startsWith("bySession ");
            if (endsChain && !behind.isEmpty()) {
                account.left(
                        route.place(),
                        chain.get(i),
                        "a request of a session goes to its server at once, and what stands behind it in the chain of "
                                + path + " is not asked: " + String.join(", ", behind)
                                + "; put that before it where it keeps servers out or redirects");
                return;
            }
        }
    }
}
