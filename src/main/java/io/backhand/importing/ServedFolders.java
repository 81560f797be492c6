package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Folders that httpd served by itself, since they lie outside of the folder whose section has the chain, while their paths
 * lie under the route that was made of it.
 */
final class ServedFolders {
    private final Map<String, RouteDraft> routes;
    private final Account account;

    private ServedFolders(Map<String, RouteDraft> routes, Account account) {
        this.routes = routes;
        this.account = account;
    }

    /** @param draft with all its routes */
    static void tell(List<Found> found, Draft draft, Account account) {
        ServedFolders folders = new ServedFolders(draft.routes(), account);
        boolean goesByFolders = draft.balanced().values().stream()
                .anyMatch(route -> route.folder().isPresent());
        found.stream()
                .filter(one -> goesByFolders && one.blocks().isEmpty())
                .map(Found::directive)
                .filter(directive -> directive.words().size() == 2)
                .forEach(folders::tell);
    }

    private void tell(Directive directive) {
        String folder = Server.withoutSlash(directive.word(1));
        if (Server.isAlias(directive)) {
            String path = Server.withoutSlash(directive.word(0));
            boolean isMoved = Paths.covering(path, routes.keySet())
                    .flatMap(covering -> Optional.ofNullable(routes.get(covering)))
                    .filter(route -> !route.isOff())
                    .flatMap(RouteDraft::folder)
                    .filter(balanced -> !Server.isIn(balanced, folder))
                    .isPresent();
            if (isMoved) {
                account.left(
                        directive,
                        "httpd served " + path + " from " + folder
                                + "; now it goes to the servers. A [[route]] for it with"
                                + " chain = [\"off\"] and static = FOLDER keeps files here");
            }
        } else if (directive.is("AliasMatch") || directive.is("ScriptAliasMatch")) {
            account.left(
                    directive,
                    "where a route covers such paths, they go to the servers now; httpd served them from a folder. A"
                            + " [[route]] with chain = [\"off\"] and static = FOLDER keeps files here");
        }
    }
}
