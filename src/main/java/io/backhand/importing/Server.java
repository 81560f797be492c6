package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * httpd's main server, or a virtual host: which paths its folders are served under.
 *
 * @param documentRoot what is served under {@code /}
 * @param aliases folders by the path they are served under, in their order
 */
record Server(Optional<String> documentRoot, Map<String, String> aliases) {
    private static final int MAX_DEPTH = 50;

    /** A server of these directives; what they don't say is the main server's. */
    static Server of(List<Directive> directives, Optional<Server> main) {
        Map<String, String> aliases = new LinkedHashMap<>();
        Optional<String> root = read(directives, aliases, 0);
        main.ifPresent(server -> server.aliases().forEach(aliases::putIfAbsent));
        return new Server(root.or(() -> main.flatMap(Server::documentRoot)), aliases);
    }

    private static Optional<String> read(List<Directive> directives, Map<String, String> aliases, int depth) {
        Optional<String> root = Optional.empty();
        for (Directive directive : directives) {
            if (directive.is("DocumentRoot")) {
                root = Optional.of(withoutSlash(directive.word(0)));
            } else if (isAlias(directive) && directive.words().size() == 2) {
                aliases.putIfAbsent(withoutSlash(directive.word(0)), withoutSlash(directive.word(1)));
            } else if (isCondition(directive) && depth < MAX_DEPTH) {
                Optional<String> inner = read(directive.inside(), aliases, depth + 1);
                root = inner.isPresent() ? inner : root;
            }
        }
        return root;
    }

    /** The path under which a folder's files are served; that of what is in it where the folder is above all of it. */
    Optional<String> pathOf(String folder) {
        return pathsOf(folder).stream().findFirst();
    }

    /** All paths under which they are, first the one that {@link #pathOf} says. */
    List<String> pathsOf(String folder) {
        String wanted = withoutSlash(folder);
        Set<String> paths = new LinkedHashSet<>();
        aliases.forEach((path, aliased) -> {
            if (isIn(aliased, wanted)) {
                paths.add(withoutSlash(path + wanted.substring(aliased.length())));
            }
        });
        documentRoot.flatMap(root -> ofRoot(root, wanted)).ifPresent(paths::add);
        return List.copyOf(paths);
    }

    private static Optional<String> ofRoot(String root, String wanted) {
        if (isIn(root, wanted)) {
            return Optional.of(wanted.equals(root) ? "/" : wanted.substring(root.equals("/") ? 0 : root.length()));
        }
        return isIn(wanted, root) ? Optional.of("/") : Optional.empty();
    }

    /** Whether a path is given to a folder. */
    static boolean isAlias(Directive directive) {
        return directive.is("Alias") || directive.is("ScriptAlias");
    }

    /** Whether a section only says on what condition its content counts. */
    static boolean isCondition(Directive directive) {
        return directive.isSection()
                && switch (directive.name().toLowerCase(Locale.ROOT)) {
                    case "ifmodule", "ifdefine", "ifversion", "iffile", "ifdirective", "ifsection" -> true;
                    default -> false;
                };
    }

    /** A path without the slash at its end; the root stays. */
    static String withoutSlash(String path) {
        String shorter = path;
        while (shorter.length() > 1 && shorter.endsWith("/")) {
            shorter = shorter.substring(0, shorter.length() - 1);
        }
        return shorter;
    }

    /** Whether a folder is another, or has it in it. */
    static boolean isIn(String folder, String other) {
        return other.equals(folder) || other.startsWith(folder.endsWith("/") ? folder : folder + "/");
    }
}
