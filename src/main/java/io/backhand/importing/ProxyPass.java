package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import java.util.List;
import java.util.Optional;

/**
 * A {@code ProxyPass} or {@code ProxyPassMatch}, taken apart.
 *
 * @param found where it stands
 * @param where the path of its route
 * @param url where it leads, without a reference to what the pattern found
 * @param isExclusion whether it says that nothing of the path is passed on
 * @param keepsPath whether the whole path as it came takes the place of a path in the URL
 * @param parameters what else is said
 */
record ProxyPass(
        Found found,
        BlockPath where,
        String url,
        boolean isExclusion,
        boolean keepsPath,
        List<ProxyParameter> parameters) {
    private static final String FOUND = "$1";

    /** What a directive says; empty where it is no such directive. */
    static Optional<ProxyPass> of(Found found) {
        boolean isMatch = found.is("ProxyPassMatch");
        if (!isMatch && !found.is("ProxyPass")) {
            return Optional.empty();
        }
        Directive directive = found.directive();
        int urlAt = found.blocks().isEmpty() ? 1 : 0;
        String path = directive.word(0);
        BlockPath where =
                switch (urlAt) {
                    case 0 -> BlockPath.ofBlock(found);
                    default -> isMatch ? BlockPath.ofPattern(path) : BlockPath.ofPath(path);
                };
        String url = directive.word(urlAt);
        boolean refers = url.endsWith(FOUND);
        boolean findsAll = path.startsWith("^(");
        return Optional.of(new ProxyPass(
                found,
                where,
                refers ? url.substring(0, url.length() - FOUND.length()) : url,
                url.equals("!"),
                isMatch && (!refers || findsAll),
                ProxyParameter.of(directive, urlAt + 1)));
    }

    /**
     * The path that a server is asked for, for the path of the route.
     *
     * @param before what a member has before it
     * @param path what the URL has
     */
    String askedFor(String before, String path) {
        return ProxyUrl.normal(
                before + "/" + path + (keepsPath ? "/" + where.path().orElse("") : ""));
    }

    /** The directive. */
    Directive directive() {
        return found.directive();
    }
}
