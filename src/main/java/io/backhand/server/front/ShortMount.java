package io.backhand.server.front;

import io.backhand.proxy.Mount;
import java.util.List;

/**
 * A mount where nothing stands before it.
 *
 * @param mount what is served
 * @param notHere paths under it that go through the servlet context: another servlet's, or what a guard is before
 */
record ShortMount(Mount mount, List<PathPattern> notHere) {
    boolean isFor(String path) {
        for (int i = 0; i < notHere.size(); i++) {
            if (notHere.get(i).matches(path)) {
                return false;
            }
        }
        return true;
    }
}
