package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

class ViaTest {
    private final Via via = Via.random(new Random(1));
    private final Via other = Via.random(new Random(2));

    @Test
    void knowsWhatHasPassedHere() {
        HttpFields.Mutable passed = HttpFields.build();
        via.append(passed, "1.1 front", "2.0");

        assertThat(via.isLoop(passed)).isTrue();
    }

    @Test
    void knowsItWhateverCameBetweenAndHoweverItIsSplit() {
        HttpFields.Mutable passed = HttpFields.build();
        via.append(passed, "", "1.1");
        other.append(passed, "", "1.1");

        assertThat(via.isLoop(passed)).isTrue();
        assertThat(via.isLoop(HttpFields.build().add("Via", passed.get("Via") + " (comment),1.0 other")))
                .isTrue();
    }

    @Test
    void isNoLoopThroughAnotherBalancer() {
        HttpFields.Mutable passed = HttpFields.build();
        other.append(passed, "1.1 front", "1.1");

        assertThat(via.isLoop(passed)).isFalse();
    }

    @Test
    void isALoopPastSixteenHops() {
        HttpFields.Mutable passed = HttpFields.build();
        for (int i = 0; i < Via.MAX_HOPS; i++) {
            passed.add("Via", "1.1 hop" + i);
        }

        assertThat(via.isLoop(passed)).isFalse();
        assertThat(via.isLoop(passed.add("Via", "1.1 one-more"))).isTrue();
    }
}
