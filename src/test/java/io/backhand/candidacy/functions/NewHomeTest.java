package io.backhand.candidacy.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backhand.candidacy.Candidates;
import io.backhand.cluster.Backend;
import io.backhand.testing.Backends;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NewHomeTest {
    private static final int SESSIONS = 4000;

    private final Backend small = Backends.heard("small").cpus(1).arriba(1000).build();
    private final Backend large = Backends.heard("large").cpus(2).arriba(1000).build();
    private final Backend unknown = Backends.heard("unknown").build();
    private final Backend later = Backends.heard("later").cpus(1).arriba(1000).build();

    @Test
    void sessionsSpreadByCapacityAndOneThatIsNotKnownCountsAsTheMedian() {
        assertThat(share(large, small, large, unknown)).isCloseTo(0.5, within(0.05));
        assertThat(share(small, small, large, unknown)).isCloseTo(0.25, within(0.05));
        assertThat(share(unknown, small, large, unknown)).isCloseTo(0.25, within(0.05));
    }

    @Test
    void whoComesTakesSessionsAndNoneMovesBetweenTheOthers() {
        for (int i = 0; i < SESSIONS; i++) {
            Backend before = home("session " + i, small, large);
            Backend after = home("session " + i, small, large, later);

            assertThat(after).isIn(before, later);
        }
        assertThat(share(later, small, large, later)).isCloseTo(0.25, within(0.05));
    }

    @Test
    void whereNobodyIsTheChainGoesOn() {
        Candidates nobody = candidates();

        NewHome.choose(nobody, "session");
        nobody.add(small);

        assertThat(nobody.toList()).containsExactly(small);
    }

    private static double share(Backend of, Backend... among) {
        int found = 0;
        for (int i = 0; i < SESSIONS; i++) {
            found += home("session " + i, among).equals(of) ? 1 : 0;
        }
        return (double) found / SESSIONS;
    }

    private static Backend home(String session, Backend... among) {
        Candidates candidates = candidates(among);
        NewHome.choose(candidates, session);
        assertThat(candidates.size()).isEqualTo(1);
        return candidates.get(0);
    }

    private static Candidates candidates(Backend... backends) {
        return new Candidates(List.of(backends), Optional.empty(), Backends.NOW, new Random(1));
    }
}
