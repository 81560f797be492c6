package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is left when all that can be carried over is: told by name where it stands in a section that was, else counted. */
final class OtherDirectives {
    private static final String NO_COUNTERPART = "nothing here does the same";
    private static final String HTTPD = "httpd's own business: keep httpd in front where it is needed (httpd-conf/)";
    private static final String TLS = "TLS is set up in a [[listen]] with https, certificate and key";
    private static final String HEADERS = "fields of requests and responses are not edited; keep httpd in front for it";
    private static final String REDIRECT =
            "httpd answered by itself; keep httpd in front, or have the servers answer so";
    private static final String ACCESS = "who may come in is httpd's or the application's to say; keep httpd in front";

    private static final String JK =
            "mod_jk's servers are spoken to in AJP, and servers here in HTTP: a [[backend]] with the url of"
                    + " their HTTP connector, and a [[route]] for the path";

    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("servername", "routes go by path, whatever name is asked for"),
            Map.entry("serveralias", "routes go by path, whatever name is asked for"),
            Map.entry("documentroot", "files are served by static of a [[route]]"),
            Map.entry("alias", "files are served by static of a [[route]]"),
            Map.entry("jkmount", JK),
            Map.entry("jkworkersfile", JK),
            Map.entry("jkworkerproperty", JK),
            Map.entry("sslengine", TLS),
            Map.entry("sslcertificatefile", TLS),
            Map.entry("sslcertificatekeyfile", TLS),
            Map.entry("sslcertificatechainfile", TLS),
            Map.entry("header", HEADERS),
            Map.entry("requestheader", HEADERS),
            Map.entry("sslverifyclient", "client-ca and client-certificate of a [[listen]]"),
            Map.entry("customlog", "[access-log] writes one"),
            Map.entry("limitrequestbody", "max-body of a [[route]]"),
            Map.entry("timeout", "first-byte-timeout of a [[route]]"),
            Map.entry("sethandler", "a [[route]] for the path, with a [[backend]], is what it takes"),
            Map.entry("redirect", REDIRECT),
            Map.entry("redirectmatch", REDIRECT),
            Map.entry("redirectpermanent", REDIRECT),
            Map.entry("redirecttemp", REDIRECT),
            Map.entry("rewriterule", "a path is sent on as it came; keep httpd in front for what rewrites it"));

    private final Account account;
    private final Set<Directive> concerned = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Directive> unconcerned = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Guards guards;

    private OtherDirectives(Draft draft, Account account) {
        this.account = account;
        guards = new Guards(draft);
    }

    static void tell(List<Found> found, Draft draft, Account account) {
        OtherDirectives others = new OtherDirectives(draft, account);
        found.forEach(others::tellOfHost);
        found.stream().filter(one -> !account.knows(one.directive())).forEach(others::tell);
    }

    private void tellOfHost(Found found) {
        found.host()
                .filter(this::isConcerned)
                .filter(host -> !account.knows(host))
                .ifPresent(host ->
                        account.left(host, "routes go by path alone: what comes for other names goes the same way"));
    }

    private void tell(Found found) {
        Directive directive = found.directive();
        if (directive.isSection() && isConcerned(directive)) {
            return;
        }
        boolean isInside = found.host().filter(this::isConcerned).isPresent()
                || found.blocks().stream().anyMatch(this::isConcerned);
        if (Ours.loadsOurModule(directive)) {
            account.needless(directive, "there is no module to load");
        } else if (Ours.is(directive)) {
            account.left(directive, instead(directive, NO_COUNTERPART));
        } else if (isInside || guards.concern(found)) {
            account.left(directive, instead(directive, HTTPD));
            warnOfAccess(directive);
        } else {
            account.other(directive);
        }
    }

    private static String instead(Directive directive, String otherwise) {
        return Guards.isAccess(directive) ? ACCESS : INSTEAD.getOrDefault(directive.key(), otherwise);
    }

    private void warnOfAccess(Directive directive) {
        if (Guards.keepsOut(directive)) {
            account.advise(
                    "Routes are open to everybody. Whom httpd kept out (Require, Allow, Deny, AuthType) is told at the"
                            + " end, and has to be kept out by httpd in front, or by the servers.");
        }
    }

    /** Whether something of balancing stands in a section. Looked up once for each, since it goes through all below. */
    private boolean isConcerned(Directive section) {
        if (!concerned.contains(section) && !unconcerned.contains(section)) {
            (Ours.is(section) || Ours.isAmong(section.inside()) ? concerned : unconcerned).add(section);
        }
        return concerned.contains(section);
    }
}
