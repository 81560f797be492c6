package io.backhand.server.tls;

import io.backhand.tls.CertificateNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which of a listener's certificates are for the name that a client asks for: those of just that name, then those of its
 * domain. For a name that none is for, and for none at all, it is the first, with those of just the same names, which are
 * as a rule the same in another algorithm.
 *
 * <p>Immutable and thread-safe.
 */
final class CertificateChoice {
    private final List<CertificateNames> certificates;
    private final List<Integer> defaults = new ArrayList<>();

    /** @param certificates the names of each, in the configuration's order; one at least */
    CertificateChoice(List<CertificateNames> certificates) {
        this.certificates = List.copyOf(certificates);
        for (int i = 0; i < certificates.size(); i++) {
            if (certificates.get(i).equals(certificates.get(0))) {
                defaults.add(i);
            }
        }
    }

    /**
     * The places in the list of those to be shown, the best first; one at least.
     *
     * @param host empty where none was asked for
     */
    List<Integer> forHost(String host) {
        String asked = host.toLowerCase(Locale.ROOT);
        List<Integer> found = new ArrayList<>();
        List<Integer> byDomain = new ArrayList<>();
        for (int i = 0; i < certificates.size(); i++) {
            CertificateNames names = certificates.get(i);
            if (names.has(asked)) {
                found.add(i);
            } else if (names.hasDomainOf(asked)) {
                byDomain.add(i);
            }
        }
        found.addAll(byDomain);
        return found.isEmpty() ? defaults : found;
    }
}
