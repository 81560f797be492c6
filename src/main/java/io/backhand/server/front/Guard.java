package io.backhand.server.front;

/**
 * What stands before some paths of a web application.
 *
 * @param paths those paths
 * @param servlet the servlet it stands before; before any where empty
 * @param words what it is, for the log, as in {@code filter login}
 */
record Guard(PathPattern paths, String servlet, String words) {
    /** One before every servlet. */
    static Guard of(PathPattern paths, String words) {
        return new Guard(paths, "", words);
    }

    boolean isBefore(String servletName) {
        return servlet.isEmpty() || servlet.equals(servletName);
    }

    /** As in {@code filter login on /admin/*}. */
    String wordsWithPaths() {
        return words + (paths.kind() == PathPattern.Kind.ANY ? "" : " on " + paths.text());
    }
}
