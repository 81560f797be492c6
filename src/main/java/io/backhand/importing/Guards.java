package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What httpd did with requests before they were balanced: it kept them out, redirected them or changed their path. */
final class Guards {
    private static final Set<String> ACCESS = Set.of("require", "allow", "deny", "order", "satisfy", "sslrequire");
    private static final Set<String> FOLDERS = Set.of("directory", "directorymatch", "files", "filesmatch");

    /** Sections that only hold rules together, or say for which methods they hold. */
    private static final Set<String> GROUPS =
            Set.of("requireall", "requireany", "requirenone", "limit", "limitexcept", "authnprovideralias");

    private static final Pattern FORBIDS = Pattern.compile("(?i)[\\[,] *(F|G|forbidden|gone) *[],]");
    private final NavigableSet<String> routes = new TreeSet<>();
    private final NavigableSet<String> chains = new TreeSet<>();

    /** @param draft with all its routes */
    Guards(Draft draft) {
        draft.balanced().forEach((path, route) -> {
            routes.add(path);
            if (!route.isByProxy()) {
                chains.add(path);
            }
        });
        if (draft.balancesAll()) {
            routes.add("/");
            chains.add("/");
        }
    }

    /** Whether it has to do with who may come in. */
    static boolean isAccess(Directive directive) {
        String key = directive.key();
        return ACCESS.contains(key) || key.startsWith("auth") || forbids(directive);
    }

    /** Whether it may keep somebody out. */
    static boolean keepsOut(Directive directive) {
        boolean letsAllIn = (directive.is("Allow") && says(directive, "from", "all"))
                || (directive.is("Require") && says(directive, "all", "granted"));
        return isAccess(directive) && !letsAllIn;
    }

    private static boolean says(Directive directive, String first, String second) {
        return directive.word(0).equalsIgnoreCase(first)
                && directive.word(1).equalsIgnoreCase(second)
                && directive.words().size() == 2;
    }

    private static boolean forbids(Directive directive) {
        return directive.is("RewriteRule") && FORBIDS.matcher(directive.word(2)).find();
    }

    /** Whether it had to do with requests that are balanced now: where its path and that of a route meet. */
    boolean concern(Found found) {
        Directive directive = found.directive();
        boolean isGuard = keepsOut(directive) || directive.is("RewriteRule") || isRedirect(directive);
        if (directive.isSection() || !isGuard) {
            return false;
        }
        Found plain = new Found(
                directive,
                found.server(),
                found.host(),
                found.blocks().stream()
                        .filter(block -> !GROUPS.contains(block.key()))
                        .toList());
        // httpd does not look at the rules of folders for what its proxy passes on.
        boolean isOfFolder = plain.blocks().stream().anyMatch(block -> FOLDERS.contains(block.key()));
        NavigableSet<String> paths = isOfFolder ? chains : routes;
        return !paths.isEmpty() && meets(plain, paths);
    }

    private static boolean isRedirect(Directive directive) {
        return directive.key().startsWith("redirect");
    }

    /** Where the path is not known, it may be any. */
    private static boolean meets(Found found, NavigableSet<String> paths) {
        if (found.blocks().isEmpty()) {
            return redirected(found.directive())
                    .map(path -> Paths.meet(path, paths))
                    .orElse(true);
        }
        Directive block = found.block().orElseThrow();
        boolean isFolder = found.blocks().size() == 1
                && block.is("Directory")
                && block.word(0).startsWith("/")
                && block.word(0).indexOf('*') < 0;
        Optional<String> path = isFolder
                ? found.server().pathOf(block.word(0))
                : BlockPath.ofBlock(found).path();
        return path.map(known -> Paths.meet(known, paths)).orElse(!isFolder);
    }

    private static Optional<String> redirected(Directive directive) {
        boolean saysPath = isRedirect(directive) && !directive.is("RedirectMatch");
        return directive.words().stream()
                .filter(word -> saysPath && word.startsWith("/"))
                .findFirst()
                .map(Server::withoutSlash);
    }
}
