package io.backhand.importing;

import io.backhand.cluster.Contact;
import io.backhand.importing.syntax.Directive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code BalancerMember} and {@code ProxySet} say, wherever they stand; a balancer may be named before it is made. */
final class ProxyBalancers {
    private final Map<String, ProxyBalancer> balancers = new HashMap<>();
    private final Map<Contact, List<ProxyParameter>> servers = new HashMap<>();
    private final List<ProxyMember> members = new ArrayList<>();

    /** All of a configuration. What can't be understood is told of. */
    static ProxyBalancers of(List<Found> found, Account account) {
        ProxyBalancers balancers = new ProxyBalancers();
        for (Found one : found) {
            try {
                balancers.take(one);
            } catch (IllegalArgumentException e) {
                account.left(one.directive(), String.valueOf(e.getMessage()));
            }
        }
        return balancers;
    }

    /** The balancer of that name, in small letters, that a directive of the host means: its own, else the main server's. */
    Optional<ProxyBalancer> named(String name, Optional<Directive> host) {
        return Optional.ofNullable(balancers.get(key(name, host)))
                .or(() -> Optional.ofNullable(balancers.get(key(name, Optional.empty()))));
    }

    /** The members of all balancers. */
    List<ProxyMember> members() {
        return List.copyOf(members);
    }

    /** A server that is asked directly, with what is said of it elsewhere too. */
    ProxyMember server(Directive directive, ProxyUrl url, List<ProxyParameter> parameters) {
        Contact contact = url.contact().orElseThrow();
        List<ProxyParameter> all = new ArrayList<>(servers.getOrDefault(contact, List.of()));
        all.addAll(parameters);
        return new ProxyMember(directive, contact, "", all);
    }

    /** What stands behind the name in the first line of a {@code <Proxy>} counts as a {@code ProxySet} in it. */
    static boolean sets(Directive directive) {
        boolean setsBySection = directive.isSection()
                && directive.is("Proxy")
                && directive.words().size() > 1;
        return setsBySection || directive.is("ProxySet");
    }

    private void take(Found found) {
        boolean isMember = found.is("BalancerMember");
        if (!isMember && !sets(found.directive())) {
            return;
        }
        Directive directive = found.directive();
        if (directive.text().contains("${")) {
            throw new IllegalArgumentException("it names a variable that is not defined in these files");
        }
        Optional<String> ofBlock = found.block()
                .filter(block -> block.is("Proxy") && !directive.isSection())
                .map(block -> block.word(0));
        int next = ofBlock.isPresent() ? 0 : 1;
        ProxyUrl owner = ProxyUrl.parse(ofBlock.orElse(directive.word(0)));
        if (isMember) {
            addMember(found, owner, next);
        } else {
            set(found, owner, ProxyParameter.of(directive, next));
        }
    }

    private void addMember(Found found, ProxyUrl owner, int next) {
        Directive directive = found.directive();
        ProxyUrl server = ProxyUrl.parse(directive.word(next));
        if (owner.balancer().isEmpty() || server.contact().isEmpty()) {
            throw new IllegalArgumentException("it takes a server as a member of a balancer://");
        }
        List<ProxyParameter> parameters = ProxyParameter.of(directive, next + 1);
        ProxyMember member = new ProxyMember(directive, server.contact().get(), server.path(), parameters);
        members.add(member);
        balancer(key(owner.balancer().get(), found.host())).addMember(member);
    }

    private void set(Found found, ProxyUrl owner, List<ProxyParameter> parameters) {
        if (owner.balancer().isPresent()) {
            balancer(key(owner.balancer().get(), found.host())).addParameters(found.directive(), parameters);
        } else {
            servers.computeIfAbsent(owner.contact().orElseThrow(), unused -> new ArrayList<>())
                    .addAll(parameters);
        }
    }

    private ProxyBalancer balancer(String key) {
        return balancers.computeIfAbsent(key, unused -> new ProxyBalancer());
    }

    private static String key(String name, Optional<Directive> host) {
        return name + " " + host.map(Directive::place).map(Object::toString).orElse("");
    }
}
