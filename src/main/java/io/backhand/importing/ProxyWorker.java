package io.backhand.importing;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is said of a member: what becomes a setting of its backend, and why the rest does not. */
final class ProxyWorker {
    /** They are looked at elsewhere: with the route, or with the balancer's other members. */
    private static final Set<String> ELSEWHERE = Set.of("route", "loadfactor", "lbset", "timeout", "connectiontimeout");

    private static final Map<String, String> NEEDLESS = Map.ofEntries(
            Map.entry("min", "connections are made as they are needed"),
            Map.entry("smax", "connections are given up when they are idle: [upstream] idle-timeout"),
            Map.entry("keepalive", "connections are kept alive by the system"),
            Map.entry("enablereuse", "connections are kept"),
            Map.entry("flushpackets", "what a server sends is passed on at once"),
            Map.entry("flushwait", "what a server sends is passed on at once"),
            Map.entry("iobuffersize", "buffers take care of themselves"),
            Map.entry("receivebuffersize", "buffers take care of themselves"),
            Map.entry("responsefieldsize", "fields of a response may take as much as its header"),
            Map.entry("upgrade", "WebSocket and other protocols are passed on wherever both sides agree"),
            Map.entry("nocanon", "a path is sent on as it came"),
            Map.entry("addressttl", "a name is looked up for each connection; resolve of a [[backend]] says more"));

    private static final Map<String, String> LEFT = Map.ofEntries(
            Map.entry("max", "httpd counts for each of its processes; max-connections of a [[backend]] counts all"),
            Map.entry("acquire", "queue-timeout of [upstream] is how long a request waits for room"),
            Map.entry("ttl", "idle-timeout of [upstream] holds for all backends"),
            Map.entry("disablereuse", "connections are kept, up to idle-timeout of [upstream]"),
            Map.entry("retry", "a server that fails is kept out for a second, longer each time, and then tried again"),
            Map.entry("ping", "connections are watched; check = PATH of a [[backend]] has a server asked regularly"),
            Map.entry("redirect", "a session whose server is gone moves by itself, always to the same other server"),
            Map.entry("hcpasses", "one good answer takes a server back"),
            Map.entry("hcfails", "two bad answers in a row keep a server out"),
            Map.entry("hcexpr", "check-status of a [[backend]] says which answers are good"),
            Map.entry("hctemplate", "write check and check-interval to the [[backend]]"),
            Map.entry("secret", "it is AJP's, and servers are spoken to in HTTP"));

    private final ProxyMember member;
    private final Table table;
    private final Account account;
    private final Set<String> seen = new HashSet<>();

    private ProxyWorker(ProxyMember member, Table table, Account account) {
        this.member = member;
        this.table = table;
        this.account = account;
    }

    /** Sets what a backend has; tells of the rest, once for a member however many routes lead to it. */
    static void carry(ProxyMember member, Table table, Account account) {
        ProxyWorker worker = new ProxyWorker(member, table, account);
        if (account.knows(member.directive())) {
            return;
        }
        member.parameters().forEach(worker::carry);
        account.carried(member.directive());
    }

    private void carry(ProxyParameter parameter) {
        account.carried(parameter.directive());
        if (!seen.add(parameter.key() + "=" + parameter.value()) || ELSEWHERE.contains(parameter.key())) {
            return;
        }
        switch (parameter.key()) {
            case "status" -> status(parameter);
            case "hcmethod" -> method(parameter);
            case "hcuri" -> check(parameter);
            case "hcinterval" -> interval(parameter);
            default -> tell(parameter);
        }
    }

    private void status(ProxyParameter parameter) {
        if (member.hasStatus('N')) {
            left(parameter, "who is to drain is told at run time: operating.md, taking a server out");
        }
        if (member.hasStatus('I') || member.hasStatus('E') || member.hasStatus('C')) {
            left(parameter, "whether a server is well is for the balancer to see");
        }
    }

    private void method(ProxyParameter parameter) {
        switch (parameter.value().toUpperCase(Locale.ROOT)) {
            case "GET", "GET11" -> {}
            case "HEAD", "OPTIONS", "HEAD11", "OPTIONS11" -> left(parameter, "a server is asked by GET");
            default -> left(parameter, "a server is asked by GET for a path: check = PATH of the [[backend]]");
        }
    }

    private void check(ProxyParameter parameter) {
        if (member.parameter("hcmethod").isEmpty()) {
            left(parameter, "without hcmethod httpd does not ask for it; check = PATH of the [[backend]] would");
        } else {
            set("check", parameter.value(), parameter.shown());
        }
    }

    private void interval(ProxyParameter parameter) {
        Optional<String> interval = ProxyTimes.of(parameter.value());
        boolean isAsked = member.parameter("hcmethod").isPresent()
                && member.parameter("hcuri").isPresent();
        if (interval.isPresent() && isAsked) {
            set("check-interval", interval.get(), parameter.shown());
        } else {
            left(parameter, "check-interval of a [[backend]] takes a time, and needs check");
        }
    }

    private void tell(ProxyParameter parameter) {
        boolean isOff = parameter.value().equalsIgnoreCase("Off");
        String needless = NEEDLESS.get(parameter.key());
        if (parameter.is("disablereuse") && isOff) {
            account.needless(parameter.directive().place(), parameter.shown(), "connections are kept");
        } else if (parameter.is("enablereuse") && isOff) {
            left(parameter, LEFT.getOrDefault("disablereuse", ""));
        } else if (needless != null) {
            account.needless(parameter.directive().place(), parameter.shown(), needless);
        } else {
            left(parameter, LEFT.getOrDefault(parameter.key(), "nothing here does the same"));
        }
    }

    private void set(String key, String text, String shown) {
        if (!table.set(key, text, member.directive().place())) {
            account.left(member.directive().place(), shown, "this server has another " + key + " already");
        }
    }

    private void left(ProxyParameter parameter, String why) {
        account.left(parameter.directive().place(), parameter.shown(), why);
    }
}
