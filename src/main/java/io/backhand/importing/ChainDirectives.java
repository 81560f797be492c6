package io.backhand.importing;

import io.backhand.candidacy.CandidacyFunctionProvider;
import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.importing.syntax.Directive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The candidacy functions of mod_backhand's directories and locations: each becomes a route. */
final class ChainDirectives {
    private static final String PREFIX = "backhand";
    private static final String OFF = "off";
    private static final Pattern SECONDS = Pattern.compile("\\d+");

    private static final String NO_SUCH_FUNCTION =
            "no such function here; one of your own is a Java class (candidacy-functions.md)";

    private final Draft draft;
    private final Account account;
    private final FunctionCatalogue functions;
    private boolean asksForSelf;

    private ChainDirectives(Draft draft, Account account, FunctionCatalogue functions) {
        this.draft = draft;
        this.account = account;
        this.functions = functions;
    }

    static void carry(List<Found> found, Draft draft, Account account, FunctionCatalogue functions) {
        ChainDirectives directives = new ChainDirectives(draft, account, functions);
        found.stream()
                .filter(one -> one.directive().key().startsWith(PREFIX))
                .filter(one -> !account.knows(one.directive()))
                .forEach(directives::carry);
        directives.sayWhoSelfIs();
        if (draft.hasRoutes() && !draft.hasRoute("/")) {
            account.advise(
                    "What no route covers is answered 404, where httpd answered by itself: a [[route]] for / with"
                            + " chain = [\"off\"] and static = FOLDER serves files.");
        }
    }

    private void carry(Found found) {
        Directive directive = found.directive();
        switch (directive.key()) {
            case "backhand" -> function(found, directive.word(0), rest(directive, 1));
            case "backhandfromso" -> function(found, directive.word(1), rest(directive, 2));
            case "backhandselfredirect" -> selfRedirect(directive);
            case "backhandloglevel" ->
                account.needless(directive, "the log says what changes; see operating.md for more");
            case "backhandconnectionpools" -> pools(directive);
            default -> runTogether(found);
        }
    }

    /** {@code BackhandbyAge 6}, as it stands in print. */
    private void runTogether(Found found) {
        String function = found.directive().name().substring(PREFIX.length());
        if (known(function).isPresent()) {
            function(found, function, found.directive().words());
        } else {
            account.left(found.directive(), "not a directive of mod_backhand that is known");
        }
    }

    private void function(Found found, String named, List<String> arguments) {
        Directive directive = found.directive();
        Optional<CandidacyFunctionProvider> function = known(named);
        if (function.isEmpty()) {
            account.left(directive, named.isEmpty() ? "it names no function" : NO_SUCH_FUNCTION);
            unmade(found);
            return;
        }
        BlockPath where = BlockPath.of(found);
        if (where.path().isEmpty()) {
            boolean isStatus = function.get().name().equals(OFF) && StatusDirectives.isStatus(found);
            if (isStatus) {
                account.needless(directive, "the status is never balanced");
            } else {
                account.left(directive, where.why());
                draft.unplaced().add(directive);
            }
            return;
        }
        step(directive, function.get(), arguments)
                .ifPresentOrElse(
                        step -> {
                            addStep(found, where.path().get(), step);
                            where.tellOfRest(found.block().orElse(directive), account);
                        },
                        () -> unmade(found));
    }

    private void unmade(Found found) {
        BlockPath.ofBlock(found)
                .path()
                .ifPresentOrElse(
                        path -> draft.unmade().add(new Draft.Unmade(found.directive(), path)),
                        () -> draft.unplaced().add(found.directive()));
    }

    private void addStep(Found found, String path, String step) {
        Directive directive = found.directive();
        Object owner = found.block().map(Object.class::cast).orElse(found.server());
        Optional<RouteDraft> route =
                draft.route(path, owner, found.block().orElse(directive).place());
        if (route.isEmpty()) {
            account.leftForAnother(directive, draft.conflict(path));
            return;
        }
        route.get().addStep(step, directive.place());
        account.carried(directive);
        asksForSelf |= step.equals("addSelf");
        if (step.equals(OFF)) {
            account.advise(
                    "Where the chain is off httpd answered by itself. Here that is 404, unless the route's static"
                            + " names a folder with the files.");
        }
    }

    /** As it stands in a chain; empty where it can't, which is told. */
    private Optional<String> step(Directive directive, CandidacyFunctionProvider function, List<String> arguments) {
        String name = function.name();
        List<String> words = new ArrayList<>(List.of(name));
        arguments.forEach(argument ->
                words.add(name.equals("byAge") && SECONDS.matcher(argument).matches() ? argument + "s" : argument));
        String step = String.join(" ", words);
        try {
            functions.parse(step);
            return Optional.of(step);
        } catch (IllegalArgumentException e) {
            if (function.usage().equals(name)) {
                account.left(directive.place(), step, name + " takes no argument here, and stands without");
                return Optional.of(name);
            }
            account.left(directive, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** The original's function of that name; in whatever case, since people write them so. */
    private Optional<CandidacyFunctionProvider> known(String name) {
        String wanted = name.equalsIgnoreCase("backhand_off") ? OFF : name;
        return functions.providers().stream()
                .filter(provider -> provider.name().equalsIgnoreCase(wanted))
                .findFirst();
    }

    private void selfRedirect(Directive directive) {
        if (directive.word(0).equalsIgnoreCase("Off")) {
            account.needless(directive, "this machine takes requests only where a chain has addSelf");
            return;
        }
        asksForSelf = true;
        draft.ownAddress()
                .ifPresentOrElse(
                        own -> account.carried(directive),
                        () -> account.left(
                                directive,
                                "where this machine's own server is was not said (MulticastStats with two addresses):"
                                        + " write [self] with name and url"));
        account.advise(
                "The original always had this machine among the candidates. Run an agent beside its httpd, or add"
                        + " addSelf to the chains.");
    }

    private void pools(Directive directive) {
        String why =
                "connections to servers are kept, and there is no way to turn that off; [upstream] idle-timeout says"
                        + " for how long";
        if (directive.word(0).equalsIgnoreCase("Off")) {
            account.left(directive, why);
        } else {
            account.needless(directive, why);
        }
    }

    private void sayWhoSelfIs() {
        if (!asksForSelf) {
            return;
        }
        if (draft.ownAddress().isEmpty()) {
            account.advise("addSelf has no effect until [self] says what this machine's own server is.");
            return;
        }
        Draft.OwnAddress own = draft.ownAddress().get();
        draft.self().set("name", "front", own.place());
        draft.self().set("url", own.contact().url(), own.place());
        account.advise("[self] is called front; where an agent announces that server too, write the agent's name.");
    }

    private static List<String> rest(Directive directive, int from) {
        List<String> words = directive.words();
        return words.subList(Math.min(from, words.size()), words.size());
    }
}
