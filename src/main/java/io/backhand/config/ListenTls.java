package io.backhand.config;

import io.backhand.config.BalancerConfig.ClientCertificates;
import io.backhand.config.BalancerConfig.Tls;
import io.backhand.tls.ClientCertificateField;
import io.backhand.tls.Pem;
import io.backhand.tls.PemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the keys of a {@code [[listen]]} that are for TLS, and looks into the files they name. */
final class ListenTls {
    private static final String FIELDS_KEY = "client-certificate-headers";
    private static final List<String> CLIENTS_KEYS = List.of("client-ca", "client-certificate", FIELDS_KEY);

    private static final List<String> KEYS = Stream.concat(Stream.of("certificate", "key"), CLIENTS_KEYS.stream())
            .toList();

    private static final Kind<Boolean> REQUIRED = new Kind<>("required", ListenTls::required);
    private static final Kind<ClientCertificateField> FIELD = new Kind<>("Client-Cert", ListenTls::field);

    private ListenTls() {}

    /** @param protocol the listener's; for another than https the keys are wrong */
    static Optional<Tls> read(Section section, FileKinds files, String protocol) {
        if (protocol.equals("https")) {
            Optional<ClientCertificates> clients = clients(section, files);
            return PemPairs.read(section, files).map(pairs -> new Tls(pairs, clients));
        }
        for (String key : KEYS) {
            boolean told = protocol.equals("ajp") && key.equals(FIELDS_KEY);
            if (section.has(key) && !told) {
                section.problem(key, key + " is for https, and this [[listen]] is " + protocol);
            }
        }
        return Optional.empty();
    }

    /** What backends are told of clients' certificates. */
    static List<ClientCertificateField> fields(Section section) {
        return section.many(FIELDS_KEY, FIELD).orElse(List.of());
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
        List<ClientCertificateField> fields = fields(section);
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
