package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.backend.PatternStream;
import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class LargeBodyIT {
    private static final long GIBIBYTE = 1L << 30;

    /** An eighth of a body: a balancer that kept bodies would fall over. */
    private static final String SMALL_HEAP = "-Xmx128m";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"JETTY", "TOMCAT"})
    void aGibibyteGoesUpAndDownThroughASmallHeap(Kind kind) throws Exception {
        try (TestCluster cluster = new TestCluster(folder)) {
            BalancerProcess balancer = cluster.balancer("balancer", SMALL_HEAP);
            TestCluster.awaitUp(balancer, cluster.backend(kind, "alpha"));
            String expected = sha256(new PatternStream(GIBIBYTE));

            assertThat(digestOfUpload(balancer)).isEqualTo(expected);
            assertThat(digestOfDownload(balancer)).isEqualTo(expected);
            assertThat(balancer.process().isAlive()).isTrue();
        }
    }

    private static String digestOfUpload(BalancerProcess balancer) throws IOException {
        HttpRequest upload = HttpRequest.newBuilder(balancer.api().uri("/digest"))
                .PUT(BodyPublishers.ofInputStream(() -> new PatternStream(GIBIBYTE)))
                .build();
        return balancer.api().send(upload, BodyHandlers.ofString()).body();
    }

    private static String digestOfDownload(BalancerProcess balancer) throws Exception {
        HttpRequest download = HttpRequest.newBuilder(balancer.api().uri("/bytes?n=" + GIBIBYTE))
                .build();
        HttpResponse<InputStream> response = balancer.api().send(download, BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            return sha256(body);
        }
    }

    private static String sha256(InputStream bytes) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        new DigestInputStream(bytes, digest).transferTo(OutputStream.nullOutputStream());
        return HexFormat.of().formatHex(digest.digest());
    }
}
