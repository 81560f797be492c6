package io.backhand.config;

import io.backhand.cluster.Network;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.config.BalancerConfig.Protocols;
import io.backhand.config.BalancerConfig.Tls;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a {@code [[listen]]}. */
final class ListenTable {
    static final Set<String> KEYS = new LinkedHashSet<>(List.of(
            "http",
            "https",
            "certificate",
            "key",
            "trust",
            "header-size",
            "header-timeout",
            "max-connections",
            "client-ca",
            "client-certificate",
            "client-certificate-headers",
            "proxy-protocol",
            "h2c"));

    /** Of the contract, and not in this version. */
    static final Set<String> NOT_YET = new LinkedHashSet<>(List.of("ajp", "secret", "secret-file"));

    private static final Kind<Listener> HTTP = new Kind<>("0.0.0.0:8080", Listener::http);
    private static final Kind<Listener> HTTPS = new Kind<>("0.0.0.0:8443", Listener::http);

    private ListenTable() {}

    static Optional<Listener> read(Section section, FileKinds files) {
        section.allowBut(KEYS, NOT_YET);
        List<Network> trust = section.many("trust", Kinds.NETWORK).orElse(List.of());
        ClientLimits limits = ClientLimits.read(section);
        Protocols protocols = protocols(section, trust);
        if (section.has("http") && section.has("https")) {
            section.problem("https", "a [[listen]] has http or https, not both: write another [[listen]]");
            return Optional.empty();
        }
        if (!section.has("http") && !section.has("https")) {
            if (!section.has("ajp")) {
                section.missing("[[listen]] needs http or https, such as http = \"0.0.0.0:8080\"");
            }
            return Optional.empty();
        }
        boolean secure = section.has("https");
        Optional<Tls> tls = ListenTls.read(section, files, secure);
        Optional<Listener> address = secure ? section.one("https", HTTPS) : section.one("http", HTTP);
        return address.filter(unused -> tls.isPresent() == secure)
                .map(at -> new Listener(at.host(), at.port(), tls, trust, limits, protocols));
    }

    private static Protocols protocols(Section section, List<Network> trust) {
        boolean preamble = section.flag("proxy-protocol");
        if (preamble && trust.isEmpty()) {
            section.problem(
                    "proxy-protocol",
                    "proxy-protocol needs trust, the proxies that may say who a client is, such as trust = [\"127.0.0.1/32\"]");
        }
        boolean h2c = section.flag("h2c");
        if (h2c && section.has("https")) {
            section.problem("h2c", "h2c is for http, and this [[listen]] is https, where HTTP/2 is offered anyway");
        }
        return new Protocols(preamble, h2c);
    }
}
