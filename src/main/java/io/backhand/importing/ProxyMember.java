package io.backhand.importing;

import io.backhand.cluster.Contact;
import io.backhand.importing.syntax.Directive;
import java.util.List;
import java.util.Optional;

/**
 * A server that httpd's proxy sends requests to.
 *
 * @param directive the line that names it
 * @param contact where it is
 * @param path what stands before the path of what is asked for
 * @param parameters what is said of it, the last word on a key counts
 */
record ProxyMember(Directive directive, Contact contact, String path, List<ProxyParameter> parameters) {
    /** Whether it has others beside it. */
    boolean isOfBalancer() {
        return directive.is("BalancerMember");
    }

    /** A parameter that is there. */
    Optional<ProxyParameter> parameter(String key) {
        return parameters.stream().filter(one -> one.is(key)).reduce((before, last) -> last);
    }

    /** Whether a status is set for it, as in {@code status=+H}; a sign holds for the letters up to the next. */
    boolean hasStatus(char wanted) {
        boolean set = false;
        for (ProxyParameter parameter : parameters) {
            if (parameter.is("status")) {
                set = isSet(parameter.value(), wanted, set);
            }
        }
        return set;
    }

    private static boolean isSet(String status, char wanted, boolean before) {
        boolean adds = true;
        boolean set = before;
        for (int i = 0; i < status.length(); i++) {
            char c = Character.toUpperCase(status.charAt(i));
            if (c == '+' || c == '-') {
                adds = c == '+';
            } else if (c == wanted) {
                set = adds;
            }
        }
        return set;
    }
}
