package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where mod_backhand's status page was, and who might see it. */
final class StatusDirectives {
    private static final String STATUS = "/backhand";
    private static final String HANDLER = "backhand-handler";

    private final Draft draft;
    private final Account account;

    private StatusDirectives(Draft draft, Account account) {
        this.draft = draft;
        this.account = account;
    }

    static void carry(List<Found> found, Draft draft, Account account) {
        StatusDirectives directives = new StatusDirectives(draft, account);
        found.stream()
                .filter(one -> !account.knows(one.directive()))
                .filter(one -> one.block().filter(StatusDirectives::hasHandler).isPresent())
                .forEach(directives::carry);
    }

    /** Whether something stands where the status is. */
    static boolean isStatus(Found found) {
        return found.block()
                .filter(block ->
                        hasHandler(block) || Server.withoutSlash(block.word(0)).equals(STATUS))
                .isPresent();
    }

    private static boolean hasHandler(Directive block) {
        return block.inside().stream().anyMatch(StatusDirectives::isHandler);
    }

    private static boolean isHandler(Directive directive) {
        return directive.is("SetHandler") && directive.word(0).equalsIgnoreCase(HANDLER);
    }

    private void carry(Found found) {
        Directive directive = found.directive();
        if (isHandler(directive)) {
            handler(found);
            return;
        }
        switch (directive.key()) {
            case "allow" ->
                allow(
                        directive,
                        directive
                                .words()
                                .subList(
                                        Math.min(1, directive.words().size()),
                                        directive.words().size()));
            case "require" -> require(directive);
            case "deny" -> deny(directive);
            case "order", "satisfy" ->
                account.needless(directive, "nobody sees the status but this machine and [status] allow");
            default -> {}
        }
    }

    private void deny(Directive directive) {
        boolean isAll = directive.words().size() == 2 && directive.word(1).equalsIgnoreCase("all");
        if (isAll) {
            account.needless(directive, "nobody sees the status but this machine and [status] allow");
        } else {
            account.left(directive, "[status] allow takes whom may see the status, and nobody out of those again");
        }
    }

    private void handler(Found found) {
        Optional<String> path = found.block().map(block -> Server.withoutSlash(block.word(0)));
        if (path.filter(STATUS::equals).isPresent()) {
            account.needless(found.directive(), "the status is at /backhand/ by itself");
        } else {
            account.left(found.directive(), "the status is at /backhand/, and nowhere else");
        }
    }

    private void require(Directive directive) {
        switch (directive.word(0).toLowerCase(Locale.ROOT)) {
            case "ip" ->
                allow(directive, directive.words().subList(1, directive.words().size()));
            case "local" -> account.needless(directive, "this machine sees the status by itself");
            default -> account.left(directive, "[status] allow takes networks, which are all that may see the status");
        }
    }

    private void allow(Directive directive, List<String> networks) {
        for (String network : networks) {
            try {
                draft.statusAllow().add(Networks.parse(network), directive.place());
                account.carried(directive);
            } catch (IllegalArgumentException e) {
                account.left(
                        directive,
                        "[status] allow takes networks, which are all that may see the status; \"" + network
                                + "\" is none");
            }
        }
    }
}
