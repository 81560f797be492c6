package io.backhand.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.AdminState;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.heartbeat.HeartbeatCounters;
import io.backhand.proxy.ProxyCounters;
import io.backhand.testing.ManualClock;
import io.backhand.testing.SampleCluster;
import io.backhand.testing.SampleStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusPageTest {
    private static final StatusAccess ACCESS = new StatusAccess(List.of(), List.of());

    private final StatusModel model = SampleStatus.of(new SampleCluster(), ACCESS);

    @Test
    void hasTheColumnsOfTheOriginal() {
        assertThat(page(model))
                .contains(
                        ">Entry<",
                        ">Name<",
                        ">Age<",
                        ">Address<",
                        ">Total mem<",
                        ">Avail mem<",
                        ">Ready/total servers<",
                        ">~ms/req [#req]<",
                        ">Arriba<",
                        "># CPUs<",
                        ">Load<",
                        ">CPU idle<");
    }

    @Test
    void showsFiguresWithTheirUnits() {
        assertThat(page(model))
                .contains(
                        ">0.4 s<", ">6.0 GiB<", ">16 GiB<", ">180/200<", ">6.7 [4]<", ">734,832<", ">1.25<", ">73 %<");
    }

    @Test
    void marksAStateByWordAndSign() {
        assertThat(page(model)).contains("○ silent", "✕ sick", "▲ ejected", "◐ draining", "● up");
        assertThat(page(model)).contains("7 known, 3 up, 1 silent, 1 sick, 1 ejected, 1 draining");
    }

    @Test
    void showsWhatAnAdministratorHasSaidBesideWhatTheServerSays() {
        model.cluster().administer(new BackendId("alpha"), AdminState.DRAINING);
        model.cluster().administer(new BackendId("beta"), AdminState.DISABLED);

        assertThat(page(model)).contains("◐ draining", "■ disabled", "<td>up, admin: draining</td>");
        assertThat(page(model)).contains("7 known, 2 up, 1 sick, 1 ejected, 2 draining, 1 disabled");
    }

    @Test
    void showsTheContextsThatAServerWithholds() {
        model.cluster().administer(new BackendId("alpha"), "/app", AdminState.DRAINING);
        model.cluster().administer(new BackendId("alpha"), "/x", AdminState.DISABLED);

        assertThat(page(model)).contains("<td>up, admin: draining /app, admin: disabled /x</td>");
    }

    @Test
    void showsRefusalsByReasonAndNameConflicts() {
        assertThat(page(model))
                .contains("<dt>refused: signature</dt> <dd>3</dd>")
                .contains("<td>http://127.0.0.1:9001</td>\n<td>http://127.0.0.1:9999</td>\n<td>127.0.0.1</td>");
    }

    @Test
    void saysWhichBalancerItIsAndHowLongItRuns() {
        assertThat(page(model)).contains("version 1.2.3, up for 1 min 30 s");
    }

    @Test
    void escapesAllTextThatComesFromOutside() {
        assertThat(new Html().text("<script>\"a\" & 'b'</script>").toString())
                .isEqualTo("&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;");
        var hostile = new StatusModel.Instance("<img src=x>", 0);
        var page = page(new StatusModel(
                model.cluster(),
                model.heartbeats(),
                model.requests(),
                List::of,
                ACCESS,
                Optional.empty(),
                Optional.empty(),
                hostile));

        assertThat(page).contains("&lt;img src=x&gt;").doesNotContain("<img");
    }

    @Test
    void asksToBeRefreshedUnlessHeldStill() {
        assertThat(StatusPage.of(model, ServerRow.of(model.cluster()), true)).contains("http-equiv=\"refresh\"");
        assertThat(page(model)).doesNotContain("http-equiv=\"refresh\"");
    }

    @Test
    void saysSoWhereNoServerIsKnown() {
        var clock = new ManualClock();
        var empty = new Cluster(new HeartbeatTable(1), List.of(), Optional.empty(), clock);
        var instance = new StatusModel.Instance("1", clock.nanoTime());

        assertThat(page(new StatusModel(
                        empty,
                        new HeartbeatCounters(),
                        new ProxyCounters(),
                        List::of,
                        ACCESS,
                        Optional.empty(),
                        Optional.empty(),
                        instance)))
                .contains("None has been heard of")
                .doesNotContain("<table");
    }

    private static String page(StatusModel model) {
        return StatusPage.of(model, ServerRow.of(model.cluster()), false);
    }
}
