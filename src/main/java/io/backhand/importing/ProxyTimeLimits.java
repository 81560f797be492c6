package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import java.util.List;
import java.util.Optional;

/** The time limits of routes: those of their members where these agree, else what httpd says of all. */
final class ProxyTimeLimits {
    private final List<Found> found;
    private final Account account;

    /** @param found all of a configuration, for what it says of all servers */
    ProxyTimeLimits(List<Found> found, Account account) {
        this.found = found;
        this.account = account;
    }

    /** Sets those of a route that leads to these members. */
    void carry(Table route, List<ProxyMember> members, Optional<Directive> host) {
        carry(route, "connect-timeout", "connectiontimeout", members);
        carry(route, "first-byte-timeout", "timeout", members);
        if (route.get("first-byte-timeout").isEmpty()) {
            general("ProxyTimeout", host).or(() -> general("Timeout", host)).ifPresent(directive -> {
                Optional<String> time = ProxyTimes.of(directive.word(0));
                if (time.isPresent()) {
                    route.set("first-byte-timeout", time.get(), directive.place());
                    account.carried(directive);
                }
            });
        }
    }

    /** A route has one limit, so members have to agree on it. */
    private void carry(Table route, String key, String parameter, List<ProxyMember> members) {
        List<String> values = members.stream()
                .map(member ->
                        member.parameter(parameter).map(ProxyParameter::value).orElse(""))
                .distinct()
                .toList();
        for (ProxyMember member : members) {
            member.parameter(parameter).ifPresent(said -> {
                Optional<String> time = ProxyTimes.of(said.value());
                if (values.size() == 1 && time.isPresent()) {
                    route.set(key, time.get(), said.directive().place());
                } else {
                    account.left(
                            said.directive().place(),
                            said.shown(),
                            key + " of a [[route]] is one for all its servers, and a time");
                }
            });
        }
    }

    /** The last of the host's own, else of the main server's. */
    private Optional<Directive> general(String name, Optional<Directive> host) {
        Optional<Directive> own = host.flatMap(present -> last(name, Optional.of(present)));
        return own.isPresent() ? own : last(name, Optional.empty());
    }

    private Optional<Directive> last(String name, Optional<Directive> host) {
        return found.stream()
                .filter(one -> one.is(name) && one.blocks().isEmpty())
                .filter(one -> one.host().equals(host))
                .map(Found::directive)
                .reduce((before, last) -> last);
    }
}
