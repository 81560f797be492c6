package io.backhand.agent;

import io.backhand.heartbeat.HeartbeatAddress;
import io.backhand.heartbeat.SendingEvents;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Says in the log when heartbeats can't be sent somewhere any more, and when they can again. */
final class LoggedSending implements SendingEvents {
    private static final Logger LOG = System.getLogger(Agent.class.getName());

    @Override
    public void unreachable(HeartbeatAddress destination, String why) {
        LOG.log(Level.WARNING, "no heartbeats to {0}, each next one is tried: {1}", destination, why);
    }

    @Override
    public void reachable(HeartbeatAddress destination) {
        LOG.log(Level.INFO, "heartbeats to {0} go out again", destination);
    }
}
