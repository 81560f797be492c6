package io.backhand.config;

import io.backhand.config.BalancerConfig.ClientCertificates;
import io.backhand.config.BalancerConfig.PemPair;
import io.backhand.config.BalancerConfig.Tls;
import io.backhand.tls.ClientCertificateField;
import io.backhand.tls.KeyedCertificate;
import io.backhand.tls.Pem;
import io.backhand.tls.PemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the keys of a {@code [[listen]]} that are for TLS, and looks into the files they name. */
final class ListenTls {
    private static final List<String> CLIENTS_KEYS =
            List.of("client-ca", "client-certificate", "client-certificate-headers");

    private static final List<String> KEYS = Stream.concat(Stream.of("certificate", "key"), CLIENTS_KEYS.stream())
            .toList();

    private static final Kind<Boolean> REQUIRED = new Kind<>("required", ListenTls::required);
    private static final Kind<ClientCertificateField> FIELD = new Kind<>("Client-Cert", ListenTls::field);

    private ListenTls() {}

    /** @param secure whether it is an https listener; for another the keys are wrong */
    static Optional<Tls> read(Section section, FileKinds files, boolean secure) {
        if (secure) {
            Optional<ClientCertificates> clients = clients(section, files);
            return pairs(section, files).map(pairs -> new Tls(pairs, clients));
        }
        for (String key : KEYS) {
            if (section.has(key)) {
                section.problem(key, key + " is for https, and this [[listen]] is http");
            }
        }
        return Optional.empty();
    }

    private static Optional<List<PemPair>> pairs(Section section, FileKinds files) {
        List<Path> certificates = needed(section, "certificate", files.readable("certificate", "balancer.crt"));
        List<Path> keys = needed(section, "key", files.readable("key", "balancer.key"));
        if (certificates.isEmpty() || keys.isEmpty()) {
            return Optional.empty();
        }
        if (certificates.size() != keys.size()) {
            section.problem(
                    "key",
                    "each certificate has a key, in the same order: there are %d of certificate and %d of key"
                            .formatted(certificates.size(), keys.size()));
            return Optional.empty();
        }
        List<PemPair> pairs = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            PemPair pair = new PemPair(certificates.get(i), keys.get(i));
            lookInto(section, pair);
            pairs.add(pair);
        }
        return Optional.of(pairs);
    }

    /** Empty where something is wrong with it, which has been told. */
    private static List<Path> needed(Section section, String key, Kind<Path> kind) {
        if (!section.has(key)) {
            section.missing("[[listen]] needs %s, such as %s = \"%s\"".formatted(key, key, kind.example()));
        }
        if (section.isEmptyList(key)) {
            section.problem(key, key + " needs one file at least, such as \"" + kind.example() + "\"");
        }
        return section.oneOrMany(key, kind).orElse(List.of());
    }

    private static void lookInto(Section section, PemPair pair) {
        try {
            KeyedCertificate.read(pair.certificate(), pair.key());
        } catch (PemException e) {
            String message = String.valueOf(e.getMessage());
            section.problem(message.startsWith(pair.key().toString()) ? "key" : "certificate", message);
        }
    }

    private static Optional<ClientCertificates> clients(Section section, FileKinds files) {
        if (!section.has("client-ca")) {
            for (String key : CLIENTS_KEYS) {
                if (section.has(key)) {
                    section.problem(key, key + " needs client-ca, such as client-ca = \"clients-ca.crt\"");
                }
            }
            return Optional.empty();
        }
        Optional<Path> authorities = section.one("client-ca", files.readable("client-ca", "clients-ca.crt"));
        boolean required = section.one("client-certificate", REQUIRED).orElse(true);
        List<ClientCertificateField> fields =
                section.many("client-certificate-headers", FIELD).orElse(List.of());
        authorities.ifPresent(file -> lookInto(section, file));
        return authorities.map(file -> new ClientCertificates(file, required, fields));
    }

    private static void lookInto(Section section, Path authorities) {
        try {
            Pem.certificates(authorities);
        } catch (PemException e) {
            section.problem("client-ca", String.valueOf(e.getMessage()));
        }
    }

    private static boolean required(String text) {
        if (!text.equals("required") && !text.equals("wanted")) {
            throw new IllegalArgumentException(
                    "client-certificate is \"required\" or \"wanted\", not " + Shown.quoted(text));
        }
        return text.equals("required");
    }

    private static ClientCertificateField field(String name) {
        return ClientCertificateField.of(name)
                .orElseThrow(() -> new IllegalArgumentException("client-certificate-headers takes %s, not %s"
                        .formatted(
                                Arrays.stream(ClientCertificateField.values())
                                        .map(ClientCertificateField::header)
                                        .collect(Collectors.joining(", ")),
                                Shown.quoted(name))));
    }
}
