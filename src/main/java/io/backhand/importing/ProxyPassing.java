package io.backhand.importing;

import io.backhand.cluster.Contact;
import io.backhand.importing.syntax.Directive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a route of each {@code ProxyPass}, and backends of the servers it leads to. Not thread-safe. */
final class ProxyPassing {
    private final Draft draft;
    private final Account account;
    private final ProxyBalancers balancers;
    private final ProxyBackends backends;
    private final ProxyTimeLimits limits;
    private final StickySessions sessions;
    private final List<ProxyPass> passes;
    private final ProxyOrder order;
    private final List<Passed> passed = new ArrayList<>();
    private final List<ProxyPass> failed = new ArrayList<>();

    /**
     * A route that was made.
     *
     * @param path its path
     * @param names its backends
     * @param session the function that keeps sessions
     */
    record Passed(ProxyPass pass, RouteDraft route, String path, List<String> names, Optional<String> session) {}

    ProxyPassing(List<Found> found, Draft draft, Account account, ProxyBalancers balancers, ProxyBackends backends) {
        passes = found.stream().map(ProxyPass::of).flatMap(Optional::stream).toList();
        order = new ProxyOrder(passes);
        this.draft = draft;
        this.account = account;
        this.balancers = balancers;
        this.backends = backends;
        limits = new ProxyTimeLimits(found, account);
        sessions = new StickySessions(found, account);
    }

    /** The routes made so far. */
    List<Passed> passed() {
        return passed;
    }

    /** Carries all over, or tells why not. */
    void carry() {
        passes.forEach(this::carry);
        closeWhatFailed();
    }

    private void carry(ProxyPass pass) {
        Optional<ProxyPass> taken = order.takenInstead(pass);
        if (taken.isPresent()) {
            account.left(
                    pass.directive(),
                    "httpd never comes to it: " + taken.get().directive().place()
                            + " covers this path and comes before it there. Here the longest path wins");
        } else if (pass.where().path().isEmpty()) {
            account.left(pass.directive(), pass.where().why());
            draft.unplaced().add(pass.directive());
        } else if (pass.directive().text().contains("${")) {
            fail(pass, "it names a variable that is not defined in these files");
        } else if (pass.isExclusion()) {
            exclude(pass);
        } else {
            passOn(pass);
        }
    }

    private void exclude(ProxyPass pass) {
        route(pass).ifPresent(route -> {
            route.addStep("off", pass.directive().place());
            account.carried(pass.directive());
            account.advise(
                    "Where the chain is off httpd answered by itself. Here that is 404, unless the route's static"
                            + " names a folder with the files.");
        });
    }

    private void passOn(ProxyPass pass) {
        try {
            ProxyUrl url = ProxyUrl.parse(pass.url());
            if (url.balancer().isPresent()) {
                toBalancer(pass, url);
            } else {
                ProxyMember member = balancers.server(pass.directive(), url, pass.parameters());
                passOn(pass, url.path(), List.of(member), new ProxyBalancer());
            }
        } catch (IllegalArgumentException e) {
            fail(pass, String.valueOf(e.getMessage()));
        }
    }

    private void toBalancer(ProxyPass pass, ProxyUrl url) {
        String name = url.balancer().orElseThrow();
        Optional<ProxyBalancer> balancer = balancers.named(name, pass.found().host());
        if (balancer.isEmpty() || balancer.get().members().isEmpty()) {
            fail(pass, "no BalancerMember of balancer://" + name + " can be used");
            return;
        }
        ProxyBalancer whole = new ProxyBalancer();
        balancer.get().members().forEach(whole::addMember);
        whole.addParameters(pass.directive(), balancer.get().parameters());
        whole.addParameters(pass.directive(), pass.parameters());
        passOn(pass, url.path(), whole.members(), whole);
    }

    private void passOn(ProxyPass pass, String urlPath, List<ProxyMember> members, ProxyBalancer balancer) {
        String path = pass.where().path().orElseThrow();
        for (ProxyMember member : members) {
            String askedFor = pass.askedFor(member.path(), urlPath);
            if (!askedFor.equals(path)) {
                fail(
                        pass,
                        "a path is sent on as it came, and " + path + " would become " + askedFor
                                + ": have the servers answer under " + path + ", or keep httpd in front");
                return;
            }
        }
        List<ProxyMember> used = members.stream().filter(this::isUsed).toList();
        if (used.isEmpty()) {
            fail(pass, "no member of the balancer takes requests");
            return;
        }
        route(pass).ifPresent(route -> {
            List<String> names = new ProxyTiers(used)
                    .entries().stream()
                            .map(entry -> backends.nameOf(entry.member(), entry.tier()))
                            .distinct()
                            .toList();
            limits.carry(route.table(), used, pass.found().host());
            Optional<String> session = sessions.function(balancer, used);
            balancer.parameters().forEach(parameter -> account.carried(parameter.directive()));
            balancer.parameters().forEach(parameter -> ProxyBalancerParameters.tell(parameter, account));
            passed.add(new Passed(pass, route, path, names, session));
            account.carried(pass.directive());
            if (used.stream().map(ProxyMember::contact).anyMatch(Contact::isSecure)) {
                account.advise("Certificates of servers over TLS are verified, which httpd does only where it is told:"
                        + " [upstream] ca-file, or server-name and fingerprint of a [[backend]].");
            }
        });
    }

    private void fail(ProxyPass pass, String why) {
        account.left(pass.directive(), why);
        failed.add(pass);
    }

    /** A path that leads nowhere now may not lead where a shorter one does: to servers that are not its own. */
    private void closeWhatFailed() {
        if (draft.balancesAll() && !failed.isEmpty()) {
            account.advise("There is no [[route]], so all paths are balanced: also those of what is told at the end.");
        }
        for (ProxyPass pass : failed) {
            String path = pass.where().path().orElseThrow();
            if (draft.balancing(path).isPresent() && !draft.hasRoute(path)) {
                route(pass)
                        .ifPresent(
                                route -> route.addStep("off", pass.directive().place()));
                account.advise(
                        "A ProxyPass that could not be carried over, under the path of one that was, has a route that"
                                + " is off: its requests are answered 404, and don't go to servers that are not meant.");
            }
        }
    }

    private boolean isUsed(ProxyMember member) {
        boolean isOut = member.hasStatus('D') || member.hasStatus('S');
        if (isOut) {
            account.left(
                    member.directive(),
                    "it is disabled: write a [[backend]] for it when it is not, or disable it at run time");
        }
        return !isOut;
    }

    private Optional<RouteDraft> route(ProxyPass pass) {
        String path = pass.where().path().orElseThrow();
        Directive directive = pass.directive();
        Optional<RouteDraft> route = draft.route(path, directive, directive.place());
        route.ifPresent(made -> pass.where().tellOfRest(directive, account));
        if (route.isEmpty()) {
            account.leftForAnother(directive, draft.conflict(path));
        }
        return route;
    }
}
