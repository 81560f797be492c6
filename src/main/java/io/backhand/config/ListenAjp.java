package io.backhand.config;

import io.backhand.ajp.codec.AttributeHeader;
import io.backhand.ajp.codec.PacketSize;
import io.backhand.ajp.codec.Secret;
import io.backhand.cluster.Network;
import io.backhand.cluster.Sizes;
import io.backhand.config.BalancerConfig.Ajp;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.tls.ClientCertificateField;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the keys of a {@code [[listen]]} that are for AJP. */
final class ListenAjp {
    private static final List<String> KEYS =
            List.of("secret", "secret-file", "packet-size", "attributes", "remote-user", "attribute-headers");

    /** What is bounded by a packet's size, and by how long one may take. */
    private static final List<String> HTTP_KEYS = List.of("header-size", "header-timeout");

    private static final Kind<Secret> SECRET = new Kind<>("a long random word", ListenAjp::secret);
    private static final Kind<PacketSize> PACKET_SIZE = new Kind<>("64KiB", ListenAjp::packetSize);
    private static final Kind<Pattern> ATTRIBUTES = new Kind<>("TENANT|BUILD_.*", ListenAjp::pattern);

    private static final Kind<AttributeHeader> HEADER = new Kind<>("X-Forwarded-Tenant: TENANT", ListenAjp::header);

    /** What begins so no listener lets pass from strangers; with {@code _} it would not be known for that. */
    private static final Pattern HEADER_FORM =
            Pattern.compile("((?i:X-Forwarded-|X-SSL-Client-)[A-Za-z0-9-]+):\\s*(\\S+)");

    /** Written by us, or of some meaning to backends already. */
    private static final Set<String> FORWARDED = Set.of(
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-prefix",
            "x-forwarded-proto",
            "x-forwarded-server");

    private static final Pattern NO_NAME = Pattern.compile("(?!)");

    private ListenAjp() {}

    /**
     * Reads them.
     *
     * @param protocol the listener's; for another than ajp they are wrong
     * @param address where it listens, where that is right
     */
    static Optional<Ajp> read(Section section, FileKinds files, String protocol, Optional<Listener> address) {
        if (!protocol.equals("ajp")) {
            for (String key : KEYS) {
                if (section.has(key)) {
                    section.problem(key, key + " is for ajp, and this [[listen]] is " + protocol);
                }
            }
            return Optional.empty();
        }
        for (String key : HTTP_KEYS) {
            if (section.has(key)) {
                section.problem(
                        key,
                        key + " is for http and https: with ajp a request's header is one packet, see packet-size");
            }
        }
        Optional<Pattern> attributes = section.one("attributes", ATTRIBUTES);
        return Optional.of(new Ajp(
                secret(section, files, address),
                section.one("packet-size", PACKET_SIZE).orElse(PacketSize.DEFAULT),
                attributes,
                told(section, attributes),
                ListenTls.fields(section),
                section.one("idle-timeout", Kinds.limit("idle-timeout", "10m", Duration.ZERO))
                        .orElse(Duration.ZERO)));
    }

    private static List<AttributeHeader> told(Section section, Optional<Pattern> attributes) {
        List<AttributeHeader> told = new ArrayList<>();
        if (section.flag("remote-user")) {
            told.add(AttributeHeader.USER);
        }
        for (AttributeHeader header : section.many("attribute-headers", HEADER).orElse(List.of())) {
            if (told.stream().anyMatch(other -> other.isTakenFor(header.field()))) {
                section.problem("attribute-headers", header.field() + " tells one thing only, and is named twice");
            }
            if (!header.canBeTold(attributes.orElse(NO_NAME))) {
                section.problem(
                        "attribute-headers",
                        "the request attribute " + Shown.quoted(header.attribute())
                                + " never comes: attributes does not let it in");
            }
            told.add(header);
        }
        return told;
    }

    private static AttributeHeader header(String text) {
        Matcher parts = HEADER_FORM.matcher(text);
        if (!parts.matches() || hasMeaning(parts.group(1))) {
            throw new IllegalArgumentException(
                    "attribute-headers takes FIELD: ATTRIBUTE, such as \"X-Forwarded-Tenant: TENANT\","
                            + " with a field that begins with X-Forwarded- or X-SSL-Client- and has no other meaning, not "
                            + Shown.quoted(text));
        }
        return new AttributeHeader(parts.group(1), parts.group(2));
    }

    private static boolean hasMeaning(String field) {
        return FORWARDED.contains(field.toLowerCase(Locale.ROOT))
                || ClientCertificateField.of(field).isPresent();
    }

    private static Secret secret(Section section, FileKinds files, Optional<Listener> address) {
        boolean written = section.has("secret");
        boolean inFile = section.has("secret-file");
        if (written && inFile) {
            section.problem("secret-file", "a [[listen]] has secret or secret-file, not both");
        }
        if (!written && !inFile && address.filter(at -> !isLoopback(at.host())).isPresent()) {
            section.problem(
                    "ajp",
                    "ajp on an address that is not loopback needs a secret: whoever can connect can be any client."
                            + " Write secret-file = \"ajp.secret\" here, and secret=... at httpd's ProxyPass or as"
                            + " mod_jk's worker.NAME.secret");
        }
        return section.one("secret", SECRET)
                .or(() -> section.one("secret-file", files.secret("secret-file", "ajp.secret")))
                .orElse(Secret.NONE);
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return Network.address(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** @throws IllegalArgumentException saying what was wanted, without showing what came */
    static Secret secret(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    "a secret is one word of printable ASCII without blanks," + " such as openssl rand -hex 32 prints");
        }
        return Secret.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static PacketSize packetSize(String text) {
        long bytes = Sizes.parseBytes(text);
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("packet-size is up to 64KiB, not " + Shown.quoted(text));
        }
        try {
            return new PacketSize((int) bytes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "packet-size takes a size from 8KiB to 64KiB in steps of 1KiB, the same as in httpd, not "
                            + Shown.quoted(text),
                    e);
        }
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "attributes takes a regular expression such as TENANT|BUILD_.*, not %s: %s"
                            .formatted(Shown.quoted(text), e.getDescription()),
                    e);
        }
    }
}
