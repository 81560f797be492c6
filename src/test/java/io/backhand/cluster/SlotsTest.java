package io.backhand.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Slots.Entry;
import io.backhand.cluster.Slots.Turn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private final Slots slots = new Slots();
    private final List<String> came = new ArrayList<>();

    @Test
    void areTakenUpToTheLimitAndThenWaitedFor() {
        assertThat(enter("a")).isEqualTo(Entry.TAKEN);
        assertThat(slots.hasRoom(2)).isTrue();
        assertThat(enter("b")).isEqualTo(Entry.TAKEN);
        assertThat(slots.hasRoom(2)).isFalse();

        assertThat(enter("c")).isEqualTo(Entry.WAITS);
        assertThat(enter("d")).isEqualTo(Entry.WAITS);
        assertThat(enter("e")).isEqualTo(Entry.FULL);

        assertThat(slots.taken()).isEqualTo(2);
        assertThat(slots.waiting()).isEqualTo(2);
        assertThat(slots.waited()).isEqualTo(2);
    }

    @Test
    void goToThoseThatWaitInTheirOrderAndAreFreeAfterThat() {
        enter("a");
        enter("b");
        enter("c");
        enter("d");

        slots.giveBack();
        slots.giveBack();
        assertThat(came).containsExactly("c", "d");
        assertThat(slots.taken()).isEqualTo(2);

        slots.giveBack();
        slots.giveBack();
        assertThat(slots.taken()).isZero();
        assertThat(enter("e")).isEqualTo(Entry.TAKEN);
    }

    @Test
    void areNotForWhoHasLeft() {
        Turn leaving = turn("leaving");
        enter("a");
        enter("b");
        slots.enter(leaving, 2, 2);
        enter("c");

        assertThat(slots.leave(leaving)).isTrue();
        assertThat(slots.leave(leaving)).isFalse();
        slots.giveBack();

        assertThat(came).containsExactly("c");
        assertThat(slots.expired()).isZero();
    }

    @Test
    void areNoMoreToBeLeftWhenTheTurnHasCome() {
        Turn late = turn("late");
        enter("a");
        enter("b");
        slots.enter(late, 2, 2);
        slots.giveBack();

        assertThat(slots.expire(late)).isFalse();
        assertThat(slots.expired()).isZero();
        assertThat(came).containsExactly("late");
    }

    @Test
    void whoHasWaitedTooLongIsCounted() {
        Turn late = turn("late");
        enter("a");
        enter("b");
        slots.enter(late, 2, 2);

        assertThat(slots.expire(late)).isTrue();
        assertThat(slots.expired()).isEqualTo(1);
        assertThat(slots.waiting()).isZero();
    }

    private Entry enter(String name) {
        return slots.enter(turn(name), 2, 2);
    }

    private Turn turn(String name) {
        return () -> came.add(name);
    }
}
