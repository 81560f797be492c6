package io.backhand.importing;

import java.util.Locale;
import java.util.Map;

/** Why what is said of a whole balancer has no setting of its own. */
final class ProxyBalancerParameters {
    private static final Map<String, String> NEEDLESS = Map.of(
            "growth", "servers come and go without a place kept for them",
            "nonce", "it is balancer-manager's",
            "scolonpathdelim", "a session's path parameter ends there anyway",
            "nocanon", "a path is sent on as it came");

    private static final Map<String, String> LEFT = Map.of(
            "maxattempts", "each server is tried once, within a budget for all requests",
            "failonstatus", "retry-on of a [[route]] has such answers tried elsewhere; five bad ones keep a server out",
            "failontimeout", "a server that hangs gets no requests until it answers",
            "forcerecovery", "where all servers are kept out, they are tried all the same",
            "timeout", "queue-timeout of [upstream] is how long a request waits for room",
            "stickysessionsep", "a session ends with a dot and the server's name");

    private ProxyBalancerParameters() {}

    /** Tells of one. */
    static void tell(ProxyParameter parameter, Account account) {
        switch (parameter.key()) {
            case "stickysession" -> {}
            case "lbmethod" -> method(parameter, account);
            case "nofailover" -> failover(parameter, account);
            default -> {
                String needless = NEEDLESS.get(parameter.key());
                if (needless != null) {
                    account.needless(parameter.directive().place(), parameter.shown(), needless);
                } else {
                    left(parameter, LEFT.getOrDefault(parameter.key(), "nothing here does the same"), account);
                }
            }
        }
    }

    private static void method(ProxyParameter parameter, Account account) {
        String chosen = "byInFlight chooses: the fewest requests under way for a server's weight";
        if (parameter.value().toLowerCase(Locale.ROOT).endsWith("busyness")) {
            account.needless(parameter.directive().place(), parameter.shown(), chosen);
        } else {
            left(parameter, chosen, account);
        }
    }

    private static void failover(ProxyParameter parameter, Account account) {
        if (parameter.value().equalsIgnoreCase("On")) {
            left(parameter, "a session whose server is gone goes on at another", account);
        } else {
            account.needless(
                    parameter.directive().place(), parameter.shown(), "sessions move when their server is gone");
        }
    }

    private static void left(ProxyParameter parameter, String why, Account account) {
        account.left(parameter.directive().place(), parameter.shown(), why);
    }
}
