package io.backhand.status;

import io.backhand.accesslog.LineCounts;
import io.backhand.cluster.AdminToken;
import io.backhand.cluster.Cluster;
import io.backhand.heartbeat.HeartbeatCounters;
import io.backhand.proxy.ProxyCounters;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the status is made from. A {@link StatusServlet} finds it in its context under {@link #ATTRIBUTE}.
 *
 * @param cluster the backends; its clock tells ages and the time this balancer has run
 * @param heartbeats what became of the datagrams heard
 * @param requests what became of the requests
 * @param listeners the clients of each listener now; nobody where the server is not our own
 * @param access who may see it
 * @param adminToken what an administrator is known by; none where there is to be none
 * @param accessLog what became of the lines of the access log, where there is one
 * @param instance which balancer this is
 */
public record StatusModel(
        Cluster cluster,
        HeartbeatCounters heartbeats,
        ProxyCounters requests,
        Supplier<List<ListenerClients>> listeners,
        StatusAccess access,
        Optional<AdminToken> adminToken,
        Optional<LineCounts> accessLog,
        Instance instance) {
    /** The name of the context attribute. */
    public static final String ATTRIBUTE = StatusModel.class.getName();

    /**
     * One balancer, from its start to its end.
     *
     * @param version of the program
     * @param startedAtNanos when it started, by the cluster's clock
     */
    public record Instance(String version, long startedAtNanos) {}
}
