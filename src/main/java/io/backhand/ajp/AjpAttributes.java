package io.backhand.ajp;

/** Which request attributes from the wire an application may see. */
final class AjpAttributes {
    private AjpAttributes() {}

    /**
     * Whether none of those by which servers and applications speak among themselves: one that made an include of a request
     * had any file of the web application served (CVE-2020-1938). No setting opens these.
     */
    static boolean mayBeSet(String name) {
        return !(name.startsWith("javax.")
                || name.startsWith("jakarta.")
                || name.startsWith("java.")
                || name.startsWith("org.eclipse.jetty.")
                || name.startsWith("io.backhand."));
    }
}
