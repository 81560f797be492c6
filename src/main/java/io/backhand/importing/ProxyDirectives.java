package io.backhand.importing;

import io.backhand.importing.ProxyPassing.Passed;
import io.backhand.importing.syntax.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** What httpd's own proxy and its balancers do: routes, backends, and chains that keep the routes' servers apart. */
final class ProxyDirectives {
    private static final String MAX_AGE = "byAge 5s";
    private static final String CHOICE = "byInFlight";

    private final Draft draft;
    private final Account account;
    private final List<Found> found;

    private ProxyDirectives(List<Found> found, Draft draft, Account account) {
        this.found = found;
        this.draft = draft;
        this.account = account;
    }

    static void carry(List<Found> found, Draft draft, Account account) {
        new ProxyDirectives(found, draft, account).carry();
    }

    private void carry() {
        List<RouteDraft> classic = List.copyOf(draft.routes().values());
        ProxyBalancers balancers = ProxyBalancers.of(found, account);
        ProxyBackends backends = new ProxyBackends(balancers.members(), draft, account);
        ProxyPassing passing = new ProxyPassing(found, draft, account, balancers, backends);
        passing.carry();

        boolean announced = !classic.isEmpty() || !draft.listen().isEmpty();
        passing.passed().forEach(passed -> finish(passed, backends, announced));
        if (backends.count() > 0) {
            classic.forEach(route -> keepApart(route, backends));
        }
        new ProxyReverse(passing.passed(), backends, account).carry(found);
        tellOfUnused();
        ProxySwitches.tell(found, account);
        advise(passing.passed());
    }

    /** Its chain, where the default one would not do: with other servers about, or with sessions. */
    private void finish(Passed passed, ProxyBackends backends, boolean announced) {
        boolean isAlone = !announced && passed.names().size() == backends.count();
        if (isAlone && passed.session().isEmpty()) {
            return;
        }
        Place from = passed.pass().directive().place();
        List<String> steps = new ArrayList<>(List.of(MAX_AGE));
        if (!isAlone) {
            steps.add("byHostname ^" + anyOf(passed.names()) + "$");
        }
        passed.session().ifPresent(steps::add);
        steps.add(CHOICE);
        steps.forEach(step -> passed.route().addStep(step, from));
    }

    /** What announces itself has the chains of mod_backhand to itself. */
    private void keepApart(RouteDraft route, ProxyBackends backends) {
        if (!route.isOff()) {
            route.addFirstStep("byHostname ^(?!" + anyOf(backends.all()) + "$)", route.place());
        }
    }

    private void tellOfUnused() {
        found.stream()
                .filter(one -> one.is("BalancerMember") || ProxyBalancers.sets(one.directive()))
                .filter(one -> !account.knows(one.directive()))
                .forEach(one -> account.left(one.directive(), "no route leads there"));
    }

    private void advise(List<Passed> passed) {
        if (passed.isEmpty()) {
            return;
        }
        if (!draft.hasRoute("/")) {
            account.advise(
                    "What no route covers is answered 404, where httpd answered by itself: a [[route]] for / with"
                            + " chain = [\"off\"] and static = FOLDER serves files.");
        }
        boolean keepsHost = found.stream()
                .anyMatch(one ->
                        one.is("ProxyPreserveHost") && one.directive().word(0).equalsIgnoreCase("On"));
        if (!keepsHost) {
            account.advise(
                    "Servers are sent the Host that the client asked for; httpd, without ProxyPreserveHost, sent them"
                            + " their own.");
        }
    }

    private static String anyOf(List<String> names) {
        StringJoiner any = new StringJoiner("|", "(", ")");
        names.forEach(name -> any.add(name.replace(".", "\\.")));
        return any.toString();
    }
}
