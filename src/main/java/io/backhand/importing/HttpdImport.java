package io.backhand.importing;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.config.ConfigReader;
import io.backhand.importing.syntax.HttpdFile;
import io.backhand.importing.syntax.ImportException;
import io.backhand.importing.syntax.Remark;
import java.util.List;

/** Turns httpd's configuration into Backhand's. */
final class HttpdImport {
    private HttpdImport() {}

    /**
     * The text of a configuration.
     *
     * @param name the source's, for messages
     * @throws ImportException if there is nothing about balancing in it
     */
    static String of(String name, HttpdFile file, FunctionCatalogue functions) throws ImportException {
        Account account = new Account();
        Draft draft = new Draft();
        file.remarks().forEach(account::left);
        List<Found> found = Walk.through(file.directives(), account);

        HeartbeatDirectives.carry(found, draft, account);
        ChainDirectives.carry(found, draft, account, functions);
        StatusDirectives.carry(found, draft, account);
        ProxyDirectives.carry(found, draft, account);
        Leftovers.tell(draft, account);
        ServedFolders.tell(found, draft, account);
        OtherDirectives.tell(found, draft, account);

        String tables = TomlPrinter.print(draft.tables(), account, new ConfigReader(functions));
        boolean saysNothing =
                tables.isEmpty() && account.left().size() == file.remarks().size();
        if (saysNothing || !Ours.isAmong(file.directives())) {
            throw new ImportException(
                    name + ": nothing to import: no directive of mod_backhand or mod_proxy in it says where requests go"
                            + unread(file.remarks()));
        }
        String title = "A balancer's configuration, made from " + name + ". Look it over, and run check on it.";
        return Report.around(title, tables, account);
    }

    /** It may all be in a file that was not found. */
    private static String unread(List<Remark> remarks) {
        return remarks.isEmpty()
                ? ""
                : "; not read: " + remarks.get(0).place() + ": "
                        + remarks.get(0).why();
    }
}
