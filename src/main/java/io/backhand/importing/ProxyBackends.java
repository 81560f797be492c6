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
    private final Map<Contact, String> routes = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final ProxyStandings standings;
    private final Draft draft;
    private final Account account;

    /**
     * Those of a configuration, of which there is none yet.
     *
     * @param members all that it names: by the route of one, its server is called wherever else it is named
     */
    ProxyBackends(List<ProxyMember> members, Draft draft, Account account) {
        this.draft = draft;
        this.account = account;
        standings = new ProxyStandings(account);
        if (!draft.self().isEmpty()) {
            taken.add("front");
        }
        members.forEach(this::reserve);
    }

    private void reserve(ProxyMember member) {
        Optional<String> route =
                member.parameter("route").map(ProxyParameter::value).filter(BackendId::isName);
        if (route.isPresent() && !routes.containsKey(member.contact()) && taken.add(route.get())) {
            routes.put(member.contact(), route.get());
        }
    }

    /** How many there are. */
    int count() {
        return names.size();
    }

    /** The names of all. */
    List<String> all() {
        return List.copyOf(names.values());
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
        String name = names.computeIfAbsent(member.contact(), this::newName);
        member.parameter("route")
                .filter(route -> !route.value().equals(name))
                .ifPresent(route -> account.left(
                        member.directive().place(),
                        route.shown(),
                        "this server is called " + name + ", and sessions that end with " + route.value()
                                + " do not find it: names are 1 to 64 of A-Z a-z 0-9 . _ -, and one for each server"));
        Table table = tables.computeIfAbsent(member.contact(), unused -> newTable());
        table.set("url", member.contact().url(), member.directive().place());
        table.set("name", name, member.directive().place());
        standings.carry(member, tier, table);
        ProxyWorker.carry(member, table, account);
        return name;
    }

    private Table newTable() {
        Table table = new Table("[[backend]]");
        draft.backends().add(table);
        return table;
    }

    /** The route by which sessions name it; else made from where it is. */
    private String newName(Contact contact) {
        String route = routes.get(contact);
        return route == null ? unusedName(contact) : route;
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
