package io.backhand.importing;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What becomes of {@code stickysession}: the application's own session, or a cookie of the balancer's. */
final class StickySessions {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$&'*+.^_`~-]{1,64}");

    private final List<Found> found;
    private final Account account;

    /** @param found all of a configuration, in which a field may make httpd's own cookie */
    StickySessions(List<Found> found, Account account) {
        this.found = found;
        this.account = account;
    }

    /** The function that keeps sessions where they are; empty where nothing is said, or nothing that can be kept. */
    Optional<String> function(ProxyBalancer balancer, List<ProxyMember> members) {
        Optional<ProxyParameter> sticky = balancer.parameter("stickysession");
        if (sticky.isEmpty()) {
            return Optional.empty();
        }
        ProxyParameter said = sticky.get();
        int bar = said.value().indexOf('|');
        String name = bar < 0 ? said.value() : said.value().substring(0, bar);
        if (!NAME.matcher(name).matches()) {
            account.left(said.directive().place(), said.shown(), "not the name of a cookie");
            return Optional.empty();
        }
        if (bar >= 0 && !said.value().substring(bar + 1).equalsIgnoreCase(name)) {
            account.left(
                    said.directive().place(),
                    said.shown(),
                    "bySession looks for one name, " + name + ", in cookies and in paths");
        }
        Optional<Found> maker = makerOf(name);
        if (maker.isPresent()) {
            account.needless(maker.get().directive(), "byCookie sets a cookie of that name, with a content of its own");
            return Optional.of("byCookie " + name);
        }
        if (members.stream().anyMatch(member -> member.parameter("route").isEmpty())) {
            account.advise(
                    "bySession finds the server whose name a session ends with: give the servers their names here"
                            + " as jvmRoute or workerName, where a BalancerMember has no route.");
        }
        return Optional.of("bySession " + name);
    }

    /** The {@code Header} by which httpd sets a cookie with the route it chose. */
    private Optional<Found> makerOf(String cookie) {
        return found.stream()
                .filter(one -> one.is("Header"))
                .filter(one -> one.directive().text().contains("BALANCER_WORKER_ROUTE"))
                .filter(one -> one.directive().text().contains(cookie + "="))
                .findFirst();
    }
}
