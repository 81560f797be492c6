package io.backhand.importing;

import io.backhand.cluster.BackendId;
import java.util.regex.Pattern;

/** Names of backends, made from what others call them. */
final class Names {
    private static final Pattern NOT_IN_A_NAME = Pattern.compile("[^A-Za-z0-9._-]+");
    private static final Pattern DASHES_AROUND = Pattern.compile("^-+|-+$");

    private Names() {}

    /** With a dash for what a name may not have, and cut where it is too long; empty where nothing is left. */
    static String of(String text) {
        String dashed = NOT_IN_A_NAME.matcher(text).replaceAll("-");
        String name = DASHES_AROUND.matcher(dashed).replaceAll("");
        return name.length() <= BackendId.MAX_LENGTH ? name : name.substring(0, BackendId.MAX_LENGTH);
    }
}
