package io.backhand.importing;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The backends that members become, one for each server. Not thread-safe. */
final class ProxyBackends {
    private final Map<Contact, Table> tables = new HashMap<>();
    private final Map<Contact, String> names = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Draft draft;
    private final Account account;

    ProxyBackends(Draft draft, Account account) {
        this.draft = draft;
        this.account = account;
    }

    /** How many there are. */
    int count() {
        return names.size();
    }

    /** The names of all. */
    List<String> all() {
        return List.copyOf(taken);
    }

    /** Whether that server is one. */
    boolean has(Contact contact) {
        return names.containsKey(contact);
    }

    /**
     * The name of a member's backend, which is made where there is none yet.
     *
     * @param tier in what order its balancer asks its members
     */
    String nameOf(ProxyMember member, int tier) {
        Optional<ProxyParameter> route = member.parameter("route");
        String before = names.get(member.contact());
        String name = before == null ? newName(member, route) : before;
        if (before != null && route.isPresent() && !route.get().value().equals(name)) {
            account.left(member.directive().place(), route.get().shown(), "this server is called " + name + " already");
        }
        Table table = tables.computeIfAbsent(member.contact(), unused -> newTable());
        names.put(member.contact(), name);
        table.set("url", member.contact().url(), member.directive().place());
        table.set("name", name, member.directive().place());
        ProxyWorker.carry(member, tier, table, account);
        return name;
    }

    private Table newTable() {
        Table table = new Table("[[backend]]");
        draft.backends().add(table);
        return table;
    }

    /** The route by which sessions name it; else made from where it is. */
    private String newName(ProxyMember member, Optional<ProxyParameter> route) {
        if (route.isPresent()) {
            String wanted = route.get().value();
            if (BackendId.isName(wanted) && taken.add(wanted)) {
                return wanted;
            }
            account.left(
                    member.directive().place(),
                    route.get().shown(),
                    "no name for a backend, or another's: 1 to 64 of A-Z a-z 0-9 . _ -, unique. Sessions that end with it"
                            + " do not find this server");
        }
        return unusedName(member.contact());
    }

    private String unusedName(Contact contact) {
        Contact usual = Contact.parse(contact.scheme() + "://" + bracketed(contact.host()));
        String base = Names.of(contact.host() + (usual.port() == contact.port() ? "" : "-" + contact.port()));
        List<String> tried = new ArrayList<>(List.of(base.isEmpty() ? "server" : base));
        while (!taken.add(tried.get(tried.size() - 1))) {
            String end = "-" + (tried.size() + 1);
            int room = BackendId.MAX_LENGTH - end.length();
            tried.add((base.length() > room ? base.substring(0, room) : base) + end);
        }
        return tried.get(tried.size() - 1);
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
}
