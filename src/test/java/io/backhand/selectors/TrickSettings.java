package io.backhand.selectors;

import java.util.stream.Stream;

/** Every setting of the tricks worth a run: all on, each off, all off. */
final class TrickSettings {
    private TrickSettings() {}

    /** Those of a listener with end points of our own. */
    static Stream<Tricks> withOwnEndPoints() {
        return Stream.of(
                Tricks.all(),
                new Tricks(true, false, true, true, true),
                new Tricks(true, true, false, true, true),
                new Tricks(true, true, true, false, true),
                new Tricks(true, true, true, true, false),
                new Tricks(true, false, false, false, false));
    }
}
