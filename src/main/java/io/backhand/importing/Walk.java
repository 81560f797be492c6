package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Goes through a configuration in its order and finds the directives that count. A condition is taken as met, since the
 * modules and the command line of that httpd are not known here, and a negated one as not met. What does not count
 * is told of where it would be of interest.
 */
final class Walk {
    private static final Set<String> LEFT_OUT = Set.of("macro", "else", "elseif");

    private final Account account;
    private final Server main;
    private final List<Found> found = new ArrayList<>();

    private Walk(List<Directive> directives, Account account) {
        this.account = account;
        main = Server.of(directives, Optional.empty());
    }

    /** The directives that count. */
    static List<Found> through(List<Directive> directives, Account account) {
        Walk walk = new Walk(directives, account);
        walk.all(directives, walk.main, Optional.empty(), List.of());
        return walk.found;
    }

    private void all(List<Directive> inside, Server server, Optional<Directive> host, List<Directive> blocks) {
        for (Directive directive : inside) {
            if (!directive.isSection()) {
                found.add(new Found(directive, server, host, blocks));
            } else if (Server.isCondition(directive)) {
                condition(directive, server, host, blocks);
            } else if (directive.is("VirtualHost")) {
                Server own = Server.of(directive.inside(), Optional.of(main));
                all(directive.inside(), own, Optional.of(directive), blocks);
            } else if (LEFT_OUT.contains(directive.key())) {
                leaveOut(directive, directive, "it is not followed here; write out what it stands for");
            } else {
                List<Directive> inner = new ArrayList<>(blocks);
                inner.add(directive);
                found.add(new Found(directive, server, host, blocks));
                all(directive.inside(), server, host, inner);
            }
        }
    }

    private void condition(Directive condition, Server server, Optional<Directive> host, List<Directive> blocks) {
        account.other(condition);
        if (condition.text().startsWith("!")) {
            leaveOut(condition, condition, "taken as not met");
            return;
        }
        boolean matters = !condition.is("IfModule") && Ours.isAmong(condition.inside());
        if (matters) {
            account.needless(
                    condition.place(), condition.shown(), "taken as met; take out what it guards if it is not");
        }
        all(condition.inside(), server, host, blocks);
    }

    private void leaveOut(Directive section, Directive outer, String why) {
        account.other(section);
        for (Directive directive : section.inside()) {
            if (directive.isSection()) {
                leaveOut(directive, outer, why);
            } else if (Ours.is(directive)) {
                account.left(
                        directive,
                        "stands in " + outer.shown() + ", line " + outer.place().line() + ": " + why);
            } else {
                account.other(directive);
            }
        }
    }
}
