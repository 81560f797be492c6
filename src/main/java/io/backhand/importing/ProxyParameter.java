package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A {@code key=value} of httpd's proxy, or a word alone.
 *
 * @param directive the line it stands in
 * @param key in small letters
 * @param value empty for a word alone
 */
record ProxyParameter(Directive directive, String key, String value) {
    /** Those of a line, from one of its words on. */
    static List<ProxyParameter> of(Directive directive, int from) {
        List<ProxyParameter> parameters = new ArrayList<>();
        for (int i = from; i < directive.words().size(); i++) {
            String word = directive.word(i);
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            parameters.add(new ProxyParameter(directive, key.toLowerCase(Locale.ROOT), value));
        }
        return parameters;
    }

    boolean is(String other) {
        return key.equals(other);
    }

    /** As it is written, but for the case of its key. */
    String shown() {
        return value.isEmpty() ? key : key + "=" + value;
    }
}
