package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A {@code balancer://} of httpd's: its members and what is said of them all. Not thread-safe. */
final class ProxyBalancer {
    private final List<ProxyMember> members = new ArrayList<>();
    private final List<ProxyParameter> parameters = new ArrayList<>();
    private final List<Directive> directives = new ArrayList<>();

    /** The members, in their order. */
    List<ProxyMember> members() {
        return members;
    }

    /** What is said of all of them. */
    List<ProxyParameter> parameters() {
        return parameters;
    }

    /** A parameter that is there; the last word on it. */
    Optional<ProxyParameter> parameter(String key) {
        return parameters.stream().filter(one -> one.is(key)).reduce((before, last) -> last);
    }

    /** The lines that say something of it. */
    List<Directive> directives() {
        return directives;
    }

    void addMember(ProxyMember member) {
        members.add(member);
        directives.add(member.directive());
    }

    void addParameters(Directive from, List<ProxyParameter> more) {
        parameters.addAll(more);
        directives.add(from);
    }
}
