package io.backhand.ajp;

import io.backhand.ajp.codec.PacketSize;
import io.backhand.ajp.codec.Secret;
import io.backhand.testing.TestBalancer;
import java.util.List;

/** On threads of a pool, through the servlet; no balancer may end with a buffer lost or a request in flight. */
class AjpIT extends AjpContract {
    static final AjpSettings OPEN =
            new AjpSettings(PacketSize.DEFAULT, Secret.NONE, AjpSettings.NO_ATTRIBUTES, List.of());

    @Override
    protected Front before(String backendUrl) throws Exception {
        TestBalancer balancer = TestBalancer.before(backendUrl).ajp(OPEN).start();
        return new Front() {
            @Override
            public int ajpPort() {
                return balancer.ajpPort();
            }

            @Override
            public void close() throws Exception {
                balancer.close();
            }
        };
    }
}
