package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Which of httpd's directives say something of balancing. */
final class Ours {
    private static final Set<String> NAMES = Set.of(
            "multicaststats",
            "broadcaststats",
            "acceptstats",
            "unixsocketdir",
            "noproxy",
            "allowconnect",
            "heartbeatlisten",
            "heartbeataddress",
            "heartbeatstorage",
            "heartbeatmaxservers");

    private static final List<String> BEGINNINGS =
            List.of("backhand", "balancer", "proxy", "sslproxy", "jkmount", "jkworker");

    private static final Pattern MODULE = Pattern.compile("(?i)(mod_backhand|backhand_module|mod_proxy|mod_lbmethod"
            + "|proxy\\w{0,64}_module|lbmethod_\\w{1,64}_module|mod_heart|heart\\w{1,64}_module)");

    private static final Pattern PROXY_FLAG = Pattern.compile("(?i)[\\[,](P|proxy)[],]");

    private Ours() {}

    /** Whether it is one. */
    static boolean is(Directive directive) {
        String name = directive.key();
        return NAMES.contains(name)
                || BEGINNINGS.stream().anyMatch(name::startsWith)
                || loadsOurModule(directive)
                || handsOver(directive);
    }

    /** Whether one is among them, in whatever sections. */
    static boolean isAmong(List<Directive> directives) {
        return directives.stream().anyMatch(directive -> is(directive) || isAmong(directive.inside()));
    }

    /** Whether it makes a module part of httpd that we stand for. */
    static boolean loadsOurModule(Directive directive) {
        return (directive.is("LoadModule") || directive.is("AddModule"))
                && MODULE.matcher(directive.text()).find();
    }

    /** Whether it has requests handled by one of these modules. */
    private static boolean handsOver(Directive directive) {
        String handler = directive.word(0);
        return (directive.is("SetHandler")
                        && (handler.equalsIgnoreCase("backhand-handler")
                                || handler.startsWith("proxy:")
                                || handler.equalsIgnoreCase("balancer-manager")))
                || (directive.is("RewriteRule")
                        && PROXY_FLAG.matcher(directive.word(2)).find());
    }
}
