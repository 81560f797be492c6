package io.backhand.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.AdminState;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.BackendState;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Intent;
import io.backhand.heartbeat.Refusal;
import io.backhand.testing.SampleCluster;
import io.backhand.testing.SampleStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final SampleCluster sample = new SampleCluster();
    private final StatusModel model = SampleStatus.of(sample, new StatusAccess(List.of(), List.of()));

    @Test
    void tellsTheFateOfHeartbeats() {
        assertThat(lines())
                .contains(
                        "backhand_heartbeats_accepted_total 1234.0",
                        "backhand_heartbeats_duplicate_total 0.0",
                        "backhand_heartbeats_refused_total{reason=\"signature\"} 3.0",
                        "backhand_name_conflicts 1.0");
    }

    @Test
    void namesEveryReasonForARefusalFromTheStart() {
        assertThat(lines().stream().filter(line -> line.startsWith("backhand_heartbeats_refused_total{")))
                .hasSize(Refusal.values().length);
    }

    @Test
    void tellsTheFateOfRequests() {
        assertThat(lines())
                .contains(
                        "backhand_requests_total{outcome=\"proxied\"} 7.0",
                        "backhand_client_connections{listener=\"0.0.0.0:8080\"} 12.0",
                        "backhand_client_connections_max{listener=\"0.0.0.0:8080\"} 10000.0",
                        "backhand_client_header_timeouts_total{listener=\"0.0.0.0:8080\"} 3.0",
                        "backhand_requests_total{outcome=\"no_backend\"} 0.0",
                        "backhand_retries_total{reason=\"broken\"} 2.0",
                        "backhand_retry_budget_spent_total 0.0");
    }

    @Test
    void tellsWhichBalancerThisIs() {
        assertThat(lines()).contains("backhand_build_info{version=\"1.2.3\"} 1", "backhand_uptime_seconds 90.0");
    }

    @Test
    void countsServersByState() {
        assertThat(lines())
                .contains(
                        "backhand_servers{state=\"up\"} 3.0",
                        "backhand_servers{state=\"silent\"} 1.0",
                        "backhand_servers{state=\"disabled\"} 0.0");
        assertThat(lines().stream().filter(line -> line.startsWith("backhand_servers{")))
                .hasSize(BackendState.values().length);
    }

    @Test
    void tellsOfTheAccessLogWhereThereIsOne() {
        assertThat(lines()).contains("backhand_access_log_lines_total 0.0", "backhand_access_log_dropped_total 0.0");
    }

    @Test
    void tellsWhoIsDrainingAndWhoWasTakenOut() {
        sample.cluster().administer(new BackendId("alpha"), AdminState.DISABLED);

        assertThat(lines())
                .contains(
                        "backhand_server_up{server=\"alpha\"} 0.0",
                        "backhand_server_disabled{server=\"alpha\"} 1.0",
                        "backhand_server_draining{server=\"alpha\"} 0.0",
                        "backhand_server_disabled{server=\"gamma\"} 0.0",
                        "backhand_server_draining{server=\"gamma\"} 1.0",
                        "backhand_servers{state=\"disabled\"} 1.0");
    }

    @Test
    void tellsAllOfAServerInBaseUnits() {
        assertThat(lines())
                .contains(
                        "backhand_server_up{server=\"alpha\"} 1.0",
                        "backhand_server_up{server=\"beta\"} 0.0",
                        "backhand_server_in_flight{server=\"alpha\"} 2.0",
                        "backhand_server_requests_total{server=\"alpha\"} 4.0",
                        "backhand_server_failures_total{server=\"alpha\"} 1.0",
                        "backhand_server_retries_total{server=\"alpha\"} 0.0",
                        "backhand_server_latency_seconds{server=\"alpha\"} 0.0067",
                        "backhand_server_age_seconds{server=\"alpha\"} 0.4",
                        "backhand_server_load{server=\"alpha\"} 1.25",
                        "backhand_server_cpu_idle_ratio{server=\"alpha\"} 0.73",
                        "backhand_server_cpus{server=\"alpha\"} 8.0",
                        "backhand_server_memory_free_bytes{server=\"alpha\"} 6.442450944E9",
                        "backhand_server_memory_total_bytes{server=\"alpha\"} 1.7179869184E10",
                        "backhand_server_ready_workers{server=\"alpha\"} 180.0",
                        "backhand_server_busy_workers{server=\"alpha\"} 20.0",
                        "backhand_server_arriba{server=\"alpha\"} 734832.0");
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        assertThat(text())
                .contains("backhand_server_up{server=\"legacy\"} 1.0")
                .doesNotContain(
                        "backhand_server_load{server=\"legacy\"}", "backhand_server_age_seconds{server=\"legacy\"}")
                .doesNotContain("NaN");
    }

    @Test
    void forgetsAServerThatLeft() {
        sample.announce("alpha", 9001, Intent.LEAVING, Figures.NONE);

        assertThat(text()).doesNotContain("alpha").contains("beta");
    }

    @Test
    void hasEveryNameInTheDocuments() throws IOException {
        String document = Files.readString(Path.of("docs/operating.md"));

        assertThat(lines().stream()
                        .filter(line -> line.startsWith("backhand_"))
                        .map(line -> line.replaceAll("[{ ].*", "")))
                .allSatisfy(name -> assertThat(document).contains("`" + name));
    }

    @Test
    void givesNothingThatDoesNotBeginWithBackhand() {
        assertThat(lines()).allMatch(line -> line.startsWith("# ") || line.startsWith("backhand_"));
    }

    private List<String> lines() {
        return Arrays.asList(text().split("\n"));
    }

    private String text() {
        return Metrics.of(model, ServerRow.of(model.cluster()));
    }
}
