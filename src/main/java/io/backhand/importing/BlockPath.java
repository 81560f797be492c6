package io.backhand.importing;

import io.backhand.config.RoutePath;
import io.backhand.importing.syntax.Directive;
import java.util.List;
import java.util.Optional;

/**
 * The path of a route that covers what a section does.
 *
 * @param path empty where there is none
 * @param why there is none; where there is one, what else the section covers that the route does not, if anything
 */
record BlockPath(Optional<String> path, String why) {
    private static final String UNDEFINED = "it names a variable that is not defined in these files";
    private static final String BY_FOLDER = "; say the path that clients ask for in a [[route]]";

    /** The path for what stands there. */
    static BlockPath of(Found found) {
        return namesVariable(found.directive()) ? none(UNDEFINED) : ofBlock(found);
    }

    /** The path of the section that something stands in, whatever it says itself. */
    static BlockPath ofBlock(Found found) {
        if (found.block().filter(BlockPath::namesVariable).isPresent()) {
            return none(UNDEFINED);
        }
        if (found.blocks().size() > 1) {
            return none("routes go by path alone, and this stands in sections within each other");
        }
        return found.block().map(block -> of(block, found.server())).orElseGet(() -> valid("/"));
    }

    private static boolean namesVariable(Directive directive) {
        return directive.text().contains("${");
    }

    private static BlockPath of(Directive block, Server server) {
        String named = block.word(0);
        return switch (block.key()) {
            case "location" -> named.equals("~") ? ofPattern(block.word(1)) : ofPlain(named);
            case "locationmatch" -> ofPattern(named);
            case "directory" ->
                named.equals("~") ? none("a route goes by path, not by a pattern of folders") : ofFolder(named, server);
            default -> none("routes go by path alone, not by <" + block.name() + ">");
        };
    }

    private static BlockPath ofPlain(String named) {
        return named.indexOf('[') >= 0
                ? none("a route goes by the beginning of a path, not by a pattern")
                : ofPath(named);
    }

    /** For a path as {@code <Location>} and {@code ProxyPass} take it. */
    static BlockPath ofPath(String path) {
        if (path.contains("${")) {
            return none(UNDEFINED);
        }
        return valid(Server.withoutSlash(path));
    }

    /** For a regular expression, where it only stands for all paths that begin so. */
    static BlockPath ofPattern(String pattern) {
        return PathPattern.parse(pattern)
                .map(BlockPath::ofBeginning)
                .orElseGet(() -> none("a route goes by the beginning of a path, not by a pattern"));
    }

    private static BlockPath ofBeginning(PathPattern pattern) {
        BlockPath path = ofPath(pattern.beginning());
        boolean coversMore = path.path().isPresent() && pattern.endsWithinSegment();
        return coversMore
                ? new BlockPath(
                        path.path(),
                        "a route covers whole segments: what only begins with " + pattern.beginning()
                                + " goes another way than before")
                : path;
    }

    private static BlockPath ofFolder(String folder, Server server) {
        if (folder.indexOf('*') >= 0 || folder.indexOf('?') >= 0) {
            return none("a route goes by path, not by a pattern of folders");
        }
        List<String> paths = server.pathsOf(folder);
        if (paths.isEmpty()) {
            return none("under which path this folder is served is not known: neither DocumentRoot nor "
                    + "an Alias leads there" + BY_FOLDER);
        }
        BlockPath path = ofPath(paths.get(0));
        boolean hasMore = paths.size() > 1 && path.path().isPresent();
        return hasMore
                ? new BlockPath(
                        path.path(),
                        "its route is for " + paths.get(0) + " alone, and the folder is served under others too: "
                                + String.join(", ", paths.subList(1, paths.size())) + BY_FOLDER)
                : path;
    }

    private static BlockPath valid(String path) {
        try {
            return new BlockPath(Optional.of(RoutePath.parse(path)), "");
        } catch (IllegalArgumentException e) {
            return none(String.valueOf(e.getMessage()));
        }
    }

    /** Tells of what the route does not cover, when it is made. */
    void tellOfRest(Directive directive, Account account) {
        if (path.isPresent() && !why.isEmpty()) {
            account.left(directive.place(), directive.shown(), why);
        }
    }

    private static BlockPath none(String why) {
        return new BlockPath(Optional.empty(), why);
    }
}
