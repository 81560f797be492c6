package io.backhand.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A servlet of a web application, as its container or its {@code web.xml} has it.
 *
 * @param name {@code servlet-name}
 * @param className {@code servlet-class}
 * @param initParams {@code init-param}s by name
 * @param mappings each {@code url-pattern}
 */
public record ServletDeclaration(
        String name, String className, Map<String, String> initParams, Collection<String> mappings) {
    /** Takes over copies. */
    public ServletDeclaration {
        initParams = Map.copyOf(initParams);
        mappings = List.copyOf(mappings);
    }
}
