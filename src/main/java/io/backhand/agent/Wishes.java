package io.backhand.agent;

import io.backhand.cluster.Contexts;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What is asked of the agent's server, by its application and by its intent file: it drains as long as either asks for it.
 *
 * <p>Thread-safe. What can't be announced is refused as a whole, and what was asked for before holds.
 */
final class Wishes {
    private final Consumer<Contexts> requireRoom;
    private Wish byApplication = Wish.UP;
    private Wish byFile = Wish.UP;
    private volatile Wish together = Wish.UP;

    /** @param requireRoom throws an {@link IllegalArgumentException} where a heartbeat has no room for them */
    Wishes(Consumer<Contexts> requireRoom) {
        this.requireRoom = requireRoom;
    }

    /** What is asked for in all. */
    Wish together() {
        return together;
    }

    /** The application asks for something else. @throws IllegalArgumentException if that can't be announced */
    synchronized void byApplication(UnaryOperator<Wish> change) {
        Wish wish = change.apply(byApplication);
        together = checked(wish.or(byFile));
        byApplication = wish;
    }

    /** The file asks for something else. @throws IllegalArgumentException if that can't be announced */
    synchronized void byFile(Wish wish) {
        together = checked(byApplication.or(wish));
        byFile = wish;
    }

    private Wish checked(Wish wish) {
        requireRoom.accept(wish.draining());
        return wish;
    }
}
