package io.backhand.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.AdminState;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Figures;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.testing.ManualClock;
import io.backhand.testing.SampleCluster;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ServersJsonTest {
    private final SampleCluster sample = new SampleCluster();

    @Test
    void saysAllThatTheContractNames() {
        assertThat(json())
                .startsWith(
                        """
                [{"name":"alpha","url":"http://127.0.0.1:9001","state":"up","note":null,"intent":"up","admin":"enabled",\
                "drainingContexts":[],"disabledContexts":[],"source":"native",\
                "ageMillis":400,"load":1.25,"cpuIdle":0.73,"cpus":8,"memoryFreeBytes":6442450944,\
                "memoryTotalBytes":17179869184,"ready":180,"busy":20,"arriba":734832,"inFlight":2,"requests":4,\
                "failures":1,"ejections":0,"latencyMillis":6.7},""");
    }

    @Test
    void saysNullForWhatIsNotKnown() {
        assertThat(json())
                .contains(
                        """
                {"name":"legacy","url":"http://127.0.0.1:9007","state":"up","note":null,"intent":"up","admin":"enabled",\
                "drainingContexts":[],"disabledContexts":[],"source":"static",\
                "ageMillis":null,"load":null,"cpuIdle":null,"cpus":null,"memoryFreeBytes":null,\
                "memoryTotalBytes":null,"ready":null,"busy":null,"arriba":null,"inFlight":0,"requests":0,\
                "failures":0,"ejections":0,"latencyMillis":null}""");
    }

    @Test
    void saysNullForAFigureJsonHasNoWordFor() {
        Figures none = Figures.NONE;
        sample.announce(
                "odd",
                9010,
                Intent.UP,
                new Figures(
                        none.cpus(),
                        OptionalDouble.of(Double.NaN),
                        OptionalDouble.of(Double.POSITIVE_INFINITY),
                        none.memoryFreeBytes(),
                        none.memoryTotalBytes(),
                        none.arriba(),
                        none.ready(),
                        none.busy(),
                        none.inFlight(),
                        none.idleTimeoutMillis()));

        assertThat(json()).contains("\"name\":\"odd\"").contains("\"load\":null,\"cpuIdle\":null");
        assertThat(json()).doesNotContain("NaN", "Infinity");
    }

    @Test
    void hasEveryStateInItsWord() {
        assertThat(json())
                .contains("\"name\":\"beta\",\"url\":\"http://127.0.0.1:9002\",\"state\":\"silent\"")
                .contains("\"name\":\"gamma\",\"url\":\"http://127.0.0.1:9003\",\"state\":\"draining\"")
                .contains("\"name\":\"delta\",\"url\":\"http://127.0.0.1:9004\",\"state\":\"sick\"")
                .contains(
                        "\"name\":\"epsilon\",\"url\":\"http://127.0.0.1:9005\",\"state\":\"ejected\",\"note\":\"no connection: refused\"")
                .contains("\"source\":\"httpd\"");
    }

    @Test
    void saysWhatAnAdministratorHasSaid() {
        sample.cluster().administer(new BackendId("beta"), AdminState.DISABLED);

        assertThat(json())
                .contains("\"name\":\"beta\",\"url\":\"http://127.0.0.1:9002\",\"state\":\"disabled\",\"note\":null,"
                        + "\"intent\":\"up\",\"admin\":\"disabled\",\"drainingContexts\":[],\"disabledContexts\":[]");
    }

    @Test
    void namesTheContextsThatAServerWithholds() {
        sample.cluster().administer(new BackendId("alpha"), "/shop", AdminState.DRAINING);
        sample.cluster().administer(new BackendId("alpha"), "/app", AdminState.DRAINING);
        sample.cluster().administer(new BackendId("alpha"), "/old", AdminState.DISABLED);

        assertThat(json())
                .contains(
                        "\"admin\":\"enabled\",\"drainingContexts\":[\"/app\",\"/shop\"],\"disabledContexts\":[\"/old\"]");
    }

    @Test
    void forgetsAServerThatSaysGoodbye() {
        sample.announce("alpha", 9001, Intent.LEAVING, Figures.NONE);

        assertThat(json()).doesNotContain("alpha").contains("beta");
    }

    @Test
    void isAnEmptyArrayForAnEmptyCluster() {
        Cluster empty = new Cluster(new HeartbeatTable(1), List.of(), Optional.empty(), new ManualClock());

        assertThat(ServersJson.of(ServerRow.of(empty))).isEqualTo("[]");
    }

    private String json() {
        return ServersJson.of(ServerRow.of(sample.cluster()));
    }
}
