package io.backhand.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The names of hosts that a certificate is for: its alternative names, or where it has none of any host, its common name.
 * Immutable and thread-safe.
 *
 * @param names in small letters; the first label may be {@code *}
 */
public record CertificateNames(Set<String> names) {
    private static final int DNS_NAME = 2;

    /** Takes over a copy. */
    public CertificateNames {
        names = Set.copyOf(names);
    }

    /** Those of a certificate. */
    public static CertificateNames of(X509Certificate certificate) {
        Set<String> names = alternativeNames(certificate);
        return new CertificateNames(names.isEmpty() ? commonNames(certificate) : names);
    }

    /** Whether it is for just this host, in small letters. */
    public boolean has(String host) {
        return names.contains(host);
    }

    /** Whether it is for all hosts of a domain, and this is one; a {@code *} stands for one label (RFC 6125, 6.4.3). */
    public boolean hasDomainOf(String host) {
        int dot = host.indexOf('.');
        return dot > 0 && names.contains("*" + host.substring(dot));
    }

    private static Set<String> alternativeNames(X509Certificate certificate) {
        Set<String> names = new LinkedHashSet<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                if (Integer.valueOf(DNS_NAME).equals(name.get(0)) && name.get(1) instanceof String host) {
                    names.add(host.toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException e) {
            // A certificate whose names nobody can read is for none.
            return Set.of();
        }
        return names;
    }

    private static Set<String> commonNames(X509Certificate certificate) {
        Set<String> names = new LinkedHashSet<>();
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String host) {
                    names.add(host.toLowerCase(Locale.ROOT));
                }
            }
        } catch (InvalidNameException e) {
            return Set.of();
        }
        return names;
    }
}
