package io.backhand.cluster;

/**
 * What an administrator has said of a backend. It stands above what the backend says of itself. Immutable.
 *
 * @param server of all of it
 * @param draining contexts that finish what they have there, and get nothing new
 * @param disabled contexts that get nothing at all there; none of them is in the other list
 */
public record AdminOrder(AdminState server, Contexts draining, Contexts disabled) {
    /** Nothing was said. */
    public static final AdminOrder NONE = new AdminOrder(AdminState.ENABLED, Contexts.NONE, Contexts.NONE);

    /** Whether anything was said of a context alone. */
    boolean isOfContexts() {
        return !draining.isEmpty() || !disabled.isEmpty();
    }

    /** What was said of that very context. */
    public AdminState of(String context) {
        if (disabled.paths().contains(context)) {
            return AdminState.DISABLED;
        }
        return draining.paths().contains(context) ? AdminState.DRAINING : AdminState.ENABLED;
    }

    /** The same but for the server as a whole. */
    AdminOrder with(AdminState state) {
        return new AdminOrder(state, draining, disabled);
    }

    /**
     * The same but for that context.
     *
     * @throws IllegalStateException where {@link Contexts#MAX_PATHS} others are spoken of
     */
    AdminOrder with(String context, AdminState state) {
        Contexts stillDraining = draining.without(context);
        Contexts stillDisabled = disabled.without(context);
        int others = stillDraining.paths().size() + stillDisabled.paths().size();
        if (state != AdminState.ENABLED && others >= Contexts.MAX_PATHS) {
            throw new IllegalStateException(
                    others + " contexts of it are draining or disabled already, and no more are remembered");
        }
        return switch (state) {
            case ENABLED -> new AdminOrder(server, stillDraining, stillDisabled);
            case DRAINING -> new AdminOrder(server, stillDraining.with(context), stillDisabled);
            case DISABLED -> new AdminOrder(server, stillDraining, stillDisabled.with(context));
        };
    }
}
