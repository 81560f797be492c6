package io.backhand.config;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.config.BalancerConfig.Self;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code [self]}. */
final class SelfTable {
    static final Set<String> KEYS = new LinkedHashSet<>(List.of("name", "url", "dispatch"));

    private static final Kind<String> SERVLET = new Kind<>("app", SelfTable::servlet);

    private SelfTable() {}

    static Optional<Self> read(Section section) {
        section.allow(KEYS);
        Optional<BackendId> name = section.required("name", Kinds.NAME);
        Optional<Contact> url = section.one("url", Kinds.URL);
        Optional<String> dispatch = section.one("dispatch", SERVLET);
        if (section.has("url") && section.has("dispatch")) {
            section.problem("dispatch", "[self] has url or dispatch, not both");
        } else if (!section.has("url") && !section.has("dispatch")) {
            section.missing("[self] needs url or dispatch, such as url = \"http://127.0.0.1:8081\"");
        }
        return name.map(id -> new Self(id, url, dispatch));
    }

    private static String servlet(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("dispatch takes the name of a servlet, not " + Shown.quoted(text));
        }
        return text;
    }
}
