package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import java.util.List;
import java.util.Map;

/** Directives of httpd's proxy that turn something on or off: what is so here anyway, and what is not. */
final class ProxySwitches {
    private static final String VERIFIED =
            "certificates of servers are verified: [upstream] ca-file, or server-name and"
                    + " fingerprint of a [[backend]]";

    /**
     * What is so here.
     *
     * @param value of the directive that asks for it, in small letters; empty for all
     * @param why how it is here
     */
    private record Fixed(String value, String why) {}

    private static final Map<String, Fixed> FIXED = Map.ofEntries(
            Map.entry("proxypreservehost", new Fixed("on", "Host is passed on as the client sent it")),
            Map.entry("proxyrequests", new Fixed("off", "it is no forward proxy")),
            Map.entry("proxyvia", new Fixed("on", "Via is added")),
            Map.entry("proxyaddheaders", new Fixed("on", "Forwarded and X-Forwarded-* are written")),
            Map.entry("proxyerroroverride", new Fixed("off", "a server's error is passed on as it is")),
            Map.entry("proxystatus", new Fixed("", "/backhand/ shows it")),
            Map.entry("proxyiobuffersize", new Fixed("", "buffers take care of themselves")),
            Map.entry("proxyreceivebuffersize", new Fixed("", "buffers take care of themselves")),
            Map.entry("balancergrowth", new Fixed("", "servers come and go without a place kept for them")),
            Map.entry("balancerinherit", new Fixed("", "a [[backend]] is for all routes")),
            Map.entry("balancerpersist", new Fixed("", "it is balancer-manager's")),
            Map.entry("sslproxyengine", new Fixed("on", "https in the url of a [[backend]] says so")),
            Map.entry("sslproxyverify", new Fixed("require", VERIFIED)),
            Map.entry("sslproxycheckpeercn", new Fixed("on", VERIFIED)),
            Map.entry("sslproxycheckpeername", new Fixed("on", VERIFIED)),
            Map.entry("sslproxycheckpeerexpire", new Fixed("on", VERIFIED)));

    private static final Map<String, String> INSTEAD = Map.of(
            "sslproxycacertificatefile", "[upstream] ca-file takes it, where the file is on this machine",
            "sslproxymachinecertificatefile", "[upstream] certificate and key take it",
            "proxytimeout", "first-byte-timeout of a [[route]]; no route is made here",
            "proxyhctemplate", "check and check-interval of a [[backend]]",
            "proxymaxforwards", "Max-Forwards is counted where a client sends it");

    private ProxySwitches() {}

    /** Tells of those of which nothing was said. */
    static void tell(List<Found> found, Account account) {
        for (Found one : found) {
            Directive directive = one.directive();
            Fixed fixed = FIXED.get(directive.key());
            String instead = INSTEAD.get(directive.key());
            if (account.knows(directive)) {
                continue;
            }
            if (fixed != null && (fixed.value().isEmpty() || directive.word(0).equalsIgnoreCase(fixed.value()))) {
                account.needless(directive, fixed.why());
            } else if (fixed != null) {
                account.left(directive, "it can't be changed: " + fixed.why());
            } else if (instead != null) {
                account.left(directive, instead);
            }
        }
    }
}
