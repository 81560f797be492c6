package io.backhand.importing;

import io.backhand.importing.ProxyPassing.Passed;
import io.backhand.importing.syntax.Directive;
import java.util.List;

/** How links and cookies of responses were changed. */
final class ProxyReverse {
    private static final String BACKEND = "backend";
    private static final String NO_ROUTE = "no route is made for it";

    private final List<Passed> passed;
    private final ProxyBackends backends;
    private final Account account;

    ProxyReverse(List<Passed> passed, ProxyBackends backends, Account account) {
        this.passed = passed;
        this.backends = backends;
        this.account = account;
    }

    void carry(List<Found> found) {
        for (Found one : found) {
            switch (one.directive().key()) {
                case "proxypassreverse" -> links(one);
                case "proxypassreversecookiedomain" -> cookies(one, "rewrite-cookie-domain", BACKEND);
                case "proxypassreversecookiepath" -> cookies(one, "rewrite-cookie-path", "");
                default -> {}
            }
        }
    }

    private void links(Found found) {
        Directive directive = found.directive();
        boolean isInSection = !found.blocks().isEmpty();
        BlockPath where = isInSection ? BlockPath.of(found) : BlockPath.ofPath(directive.word(0));
        String path = where.path().orElse("");
        List<Passed> routes =
                passed.stream().filter(one -> one.path().equals(path)).toList();
        if (routes.isEmpty()) {
            account.left(directive, NO_ROUTE);
            return;
        }
        try {
            ProxyUrl url = ProxyUrl.parse(directive.word(isInSection ? 0 : 1));
            routes.forEach(route -> links(directive, url, route));
        } catch (IllegalArgumentException e) {
            account.left(directive, String.valueOf(e.getMessage()));
        }
    }

    private void links(Directive directive, ProxyUrl url, Passed route) {
        boolean isOwn = url.contact().map(backends::has).orElse(true);
        if (isOwn) {
            account.needless(directive, "links to a server itself lead to what the client asked for (rewrite-links)");
        } else if (ProxyUrl.normal(url.path()).equals(route.path())) {
            url.contact()
                    .ifPresent(contact ->
                            route.route().list("rewrite-links", BACKEND).add(contact.webUrl(), directive.place()));
            account.carried(directive);
        } else {
            account.left(directive, "rewrite-links changes scheme, host and port of a link, and its path stays");
        }
    }

    private void cookies(Found found, String key, String first) {
        Directive directive = found.directive();
        String path = found.blocks().isEmpty() ? "" : BlockPath.of(found).path().orElse("");
        List<Passed> routes = passed.stream()
                .filter(one -> found.blocks().isEmpty()
                        ? one.pass().found().host().equals(found.host())
                        : one.path().equals(path))
                .toList();
        if (directive.words().size() != 2) {
            account.left(directive, "it takes two words");
        } else if (routes.isEmpty()) {
            account.left(directive, NO_ROUTE);
        } else {
            String change = Server.withoutSlash(directive.word(0)) + " " + Server.withoutSlash(directive.word(1));
            routes.forEach(one -> one.route().list(key, first).add(change, directive.place()));
            account.carried(directive);
        }
    }
}
