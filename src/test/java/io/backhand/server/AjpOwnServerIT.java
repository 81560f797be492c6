package io.backhand.server;

import io.backhand.ajp.AjpContract;
import io.backhand.selectors.Tricks;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** On the server of {@code java -jar}, where one thread sees a request through. */
class AjpOwnServerIT extends AjpContract {
    @TempDir
    Path folder;

    @Override
    protected Front before(String backendUrl) throws Exception {
        OwnServer server =
                OwnServer.withTables(folder, backendUrl, "\n[[listen]]\najp = \"127.0.0.1:0\"\n", Tricks.all());
        return new Front() {
            @Override
            public int ajpPort() {
                return URI.create(server.server().urls().get(2)).getPort();
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }
}
