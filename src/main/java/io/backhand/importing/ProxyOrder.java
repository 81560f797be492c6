package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which {@code ProxyPass} httpd takes for a path: the last section that matches, and where there is none the first line
 * outside of sections, the main server's before a virtual host's. All count, whether they can be carried over or not.
 */
final class ProxyOrder {
    private final Map<String, List<ProxyPass>> byPath = new HashMap<>();
    private final IdentityHashMap<Directive, Integer> positions = new IdentityHashMap<>();

    /** @param passes in the order of the configuration */
    ProxyOrder(List<ProxyPass> passes) {
        for (ProxyPass pass : passes) {
            positions.put(pass.directive(), positions.size());
            pass.where().path().ifPresent(path -> add(pass, path));
        }
    }

    /** The later of two sections comes first. */
    private void add(ProxyPass pass, String path) {
        List<ProxyPass> same = byPath.computeIfAbsent(path, unused -> new ArrayList<>());
        same.add(pass.found().blocks().isEmpty() ? same.size() : 0, pass);
    }

    /** The one that httpd takes in the place of another, for all of the other's path. */
    Optional<ProxyPass> takenInstead(ProxyPass pass) {
        Optional<String> path = pass.where().path();
        while (path.isPresent()) {
            Optional<ProxyPass> taken = byPath.getOrDefault(path.get(), List.of()).stream()
                    .filter(other -> comesBefore(other, pass))
                    .findFirst();
            if (taken.isPresent()) {
                return taken;
            }
            path = path.filter(known -> !known.equals("/")).map(Paths::above);
        }
        return Optional.empty();
    }

    private boolean comesBefore(ProxyPass other, ProxyPass pass) {
        boolean isOfMain = other.found().host().isEmpty();
        boolean isSameHost = other.found().host().equals(pass.found().host());
        if (!isOfMain && !isSameHost) {
            return false;
        }
        boolean isInSection = !other.found().blocks().isEmpty();
        boolean isOtherInSection = !pass.found().blocks().isEmpty();
        if (isInSection != isOtherInSection) {
            return isInSection;
        }
        int apart = position(pass) - position(other);
        return isInSection ? isSameHost && apart < 0 : !isSameHost || apart > 0;
    }

    private int position(ProxyPass pass) {
        return positions.getOrDefault(pass.directive(), 0);
    }
}
