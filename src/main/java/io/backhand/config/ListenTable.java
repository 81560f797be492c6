package io.backhand.config;

import io.backhand.cluster.Network;
import io.backhand.config.BalancerConfig.Ajp;
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
            "idle-timeout",
            "max-connections",
            "client-ca",
            "client-certificate",
            "client-certificate-headers",
            "proxy-protocol",
            "h2c",
            "ajp",
            "secret",
            "secret-file",
            "packet-size",
            "attributes",
            "remote-user",
            "attribute-headers"));

    /** One of which a listener speaks. */
    private static final List<String> PROTOCOLS = List.of("http", "https", "ajp");

    private ListenTable() {}

    static Optional<Listener> read(Section section, FileKinds files) {
        section.allow(KEYS);
        List<Network> trust = section.many("trust", Kinds.NETWORK).orElse(List.of());
        ClientLimits limits = ClientLimits.read(section);
        List<String> said = PROTOCOLS.stream().filter(section::has).toList();
        if (said.isEmpty()) {
            section.missing("[[listen]] needs http, https or ajp, such as http = \"0.0.0.0:8080\"");
            return Optional.empty();
        }
        if (said.size() > 1) {
            section.problem(
                    said.get(1), "a [[listen]] has one of http, https and ajp: write another [[listen]] for each");
            return Optional.empty();
        }
        String protocol = said.get(0);
        boolean secure = protocol.equals("https");
        Optional<Listener> address = section.one(protocol, new Kind<>(example(protocol), Listener::http));
        Optional<Tls> tls = ListenTls.read(section, files, protocol);
        Optional<Ajp> ajp = ListenAjp.read(section, files, protocol, address);
        Protocols protocols = protocols(section, trust, protocol, ajp);
        return address.filter(unused -> tls.isPresent() == secure)
                .map(at -> new Listener(at.host(), at.port(), tls, trust, limits, protocols));
    }

    private static Protocols protocols(Section section, List<Network> trust, String protocol, Optional<Ajp> ajp) {
        boolean preamble = section.flag("proxy-protocol");
        if (preamble && protocol.equals("ajp")) {
            section.problem("proxy-protocol", "proxy-protocol is for http and https: ajp itself says who a client is");
        } else if (preamble && trust.isEmpty()) {
            section.problem(
                    "proxy-protocol",
                    "proxy-protocol needs trust, the proxies that may say who a client is, such as trust = [\"127.0.0.1/32\"]");
        }
        boolean h2c = section.flag("h2c");
        if (h2c && protocol.equals("https")) {
            section.problem("h2c", "h2c is for http, and this [[listen]] is https, where HTTP/2 is offered anyway");
        } else if (h2c && protocol.equals("ajp")) {
            section.problem("h2c", "h2c is for http, and this [[listen]] is ajp");
        }
        return new Protocols(preamble, h2c, ajp);
    }

    private static String example(String protocol) {
        return switch (protocol) {
            case "https" -> "0.0.0.0:8443";
            case "ajp" -> "127.0.0.1:8009";
            default -> "0.0.0.0:8080";
        };
    }
}
