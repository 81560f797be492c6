package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.junit.jupiter.api.Test;

class ViaTest {
    private final Via via = Via.random(new Random(1));
    private final Via other = Via.random(new Random(2));

    @Test
    void knowsWhatHasPassedHere() {
        HttpFields passed = HttpFields.build().add(via.field("1.1 front", HttpVersion.HTTP_2));

        assertThat(via.isLoop(passed)).isTrue();
    }

    @Test
    void knowsItWhateverCameBetweenAndHoweverItIsSplit() {
        HttpFields passed =
                HttpFields.build().add(via.field("", HttpVersion.HTTP_1_1)).add(other.field("", HttpVersion.HTTP_1_1));

        assertThat(via.isLoop(passed)).isTrue();
        assertThat(via.isLoop(HttpFields.build().add("Via", passed.get("Via") + " (comment),1.0 other")))
                .isTrue();
    }

    @Test
    void isNoLoopThroughAnotherBalancer() {
        HttpFields passed = HttpFields.build().add(other.field("1.1 front", HttpVersion.HTTP_1_1));

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
