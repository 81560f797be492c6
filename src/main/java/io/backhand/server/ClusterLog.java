package io.backhand.server;

import io.backhand.cluster.Backend;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.ClusterListener;
import io.backhand.cluster.Contexts;
import io.backhand.cluster.Intent;
import io.backhand.cluster.NameConflict;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line of the log for each change in the cluster. Thread-safe. */
final class ClusterLog implements ClusterListener {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterLog.class);

    @Override
    public void joined(Backend backend) {
        LOG.info("backend {} joined", backend);
    }

    @Override
    public void left(Backend backend) {
        LOG.info("backend {} left", backend.id());
    }

    @Override
    public void forgotten(Backend backend, Duration silence) {
        LOG.info("backend {} is forgotten: last heard {} s ago", backend.id(), silence.toSeconds());
    }

    @Override
    public void changedIntent(Backend backend, Intent before) {
        switch (backend.heartbeat().intent()) {
            case UP -> LOG.info("backend {} takes requests again: it was {}", backend.id(), words(before));
            case DRAINING -> LOG.info("backend {} is draining: it takes no new requests", backend.id());
            case SICK, LEAVING -> LOG.warn("backend {} says that its server is sick", backend.id());
        }
    }

    @Override
    public void changedContexts(Backend backend, Contexts before) {
        Contexts now = backend.heartbeat().draining();
        Contexts begun = now.butNot(before);
        if (!begun.isEmpty()) {
            LOG.info("backend {} is draining {}: it takes no new requests there", backend.id(), begun.text());
        }
        Contexts ended = before.butNot(now);
        if (!ended.isEmpty()) {
            LOG.info("backend {} no longer drains {}", backend.id(), ended.text());
        }
    }

    @Override
    public void silent(Backend backend, Duration silence, boolean answers) {
        LOG.warn(
                answers
                        ? "backend {} is silent: last heard {} s ago; it answers, and stays"
                        : "backend {} is silent: last heard {} s ago",
                backend.id(),
                silence.toSeconds());
    }

    @Override
    public void allSilent(int backends) {
        LOG.warn(
                "no heartbeat from any of {} backends for {} s: is this machine cut off from their group? "
                        + "Those who answer stay, with what they said last",
                backends,
                Cluster.SILENT_AFTER.toSeconds());
    }

    @Override
    public void notAllSilent() {
        LOG.info("heartbeats are heard again");
    }

    @Override
    public void back(Backend backend, Duration silence) {
        LOG.info("backend {} is back after {} s", backend.id(), silence.toSeconds());
    }

    @Override
    public void keptOut(Backend backend, String why) {
        LOG.warn("backend {} is kept out: {}", backend, why);
    }

    @Override
    public void takenBack(Backend backend, Duration troubled) {
        LOG.info("backend {} is taken back after {} s", backend.id(), troubled.toSeconds());
    }

    @Override
    public void conflict(NameConflict conflict) {
        LOG.warn(
                "two servers call themselves {}: {} stays, {} is refused, said by {}",
                conflict.id(),
                conflict.kept(),
                conflict.refused(),
                conflict.sender().getHostAddress());
    }

    @Override
    public void missed(long changes) {
        LOG.warn("{} changes in the cluster are not told: they came faster than the log took them", changes);
    }

    private static String words(Intent intent) {
        return intent.name().toLowerCase(Locale.ROOT);
    }
}
