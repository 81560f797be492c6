package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.testing.TestBalancer;
import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts of the real varnishtest, which plays client and backend: what is truncated, split, pipelined or early. */
@Timeout(60)
class VarnishtestIT {
    private static final Path VARNISHTEST = Path.of("/usr/bin/varnishtest");
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    static List<Path> scripts() throws IOException, URISyntaxException {
        Path scripts = Path.of(
                Objects.requireNonNull(VarnishtestIT.class.getResource("vtc")).toURI());
        try (Stream<Path> files = Files.list(scripts)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void endsAsTheScriptSays(Path script) throws Exception {
        assumeTrue(Files.exists(VARNISHTEST), "varnishtest is not installed");
        int port = FreePorts.next();
        try (TestBalancer balancer =
                        TestBalancer.before("http://127.0.0.1:" + port).start();
                OwnProcess varnishtest = OwnProcess.start(
                        "varnishtest",
                        folder,
                        List.of(
                                "env",
                                "TMPDIR=" + folder,
                                VARNISHTEST.toString(),
                                "-v",
                                "-Dbackend=127.0.0.1 " + port,
                                "-Dbalancer=127.0.0.1 " + balancer.port(),
                                script.toString()))) {
            int code = varnishtest.awaitExit(LIMIT);

            assertThat(code).as(varnishtest.output()).isZero();
        }
    }
}
