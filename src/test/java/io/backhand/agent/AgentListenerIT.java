package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.cluster.Figures;
import io.backhand.cluster.Intent;
import io.backhand.heartbeat.Announcement;
import io.backhand.testing.HeartbeatEar;
import io.backhand.testing.RawServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The agent inside a servlet container knows exactly what its application is at. */
@Timeout(60)
class AgentListenerIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Path folder;
    private final HeartbeatEar ear = new HeartbeatEar();
    private final RawServer contact = new RawServer(client -> {});
    private final HeldServlet servlet = new HeldServlet();
    private final HttpClient client = HttpClient.newHttpClient();

    AgentListenerIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
    }

    @AfterEach
    void stop() {
        servlet.release();
        contact.close();
        ear.close();
    }

    @ParameterizedTest
    @EnumSource
    void countsEveryRequestUntilItIsAnswered(Container container) throws Exception {
        try (var running = container.start(servlet, settings(), folder)) {
            Figures idle = ear.await(busy(0), SOON).heartbeat().figures();
            assertThat(idle.inFlight()).hasValue(0);
            assertThat(idle.ready()).hasValue(10);

            List<CompletableFuture<Integer>> held = new ArrayList<>();
            for (String path :
                    List.of("/blocking", "/blocking", "/blocking", "/async", "/dispatched", "/async-twice")) {
                held.add(get(running.url() + path));
            }
            Figures loaded = ear.await(busy(6), SOON).heartbeat().figures();
            assertThat(loaded.inFlight()).hasValue(6);
            assertThat(loaded.ready()).hasValue(4);

            servlet.release();
            for (CompletableFuture<Integer> each : held) {
                assertThat(each.get(10, TimeUnit.SECONDS)).isEqualTo(200);
            }
            ear.await(busy(0), SOON);
        }
    }

    @ParameterizedTest
    @EnumSource
    void forgetsNoRequestHoweverItEnds(Container container) throws Exception {
        try (var running = container.start(servlet, settings(), folder)) {
            CompletableFuture<Integer> held = get(running.url() + "/blocking");
            for (int i = 0; i < 20; i++) {
                for (String path : List.of("/", "/broken", "/completed-at-once", "/timed-out")) {
                    get(running.url() + path).get(10, TimeUnit.SECONDS);
                }
            }
            // What was said meanwhile waits to be heard, and may have counted those under way then.
            long allAnswered = System.currentTimeMillis();
            Announcement now = ear.await(busy(1).and(heard -> heard.sentAtMillis() > allAnswered), SOON);
            assertThat(ear.await(later(now, 2), SOON).heartbeat().figures().inFlight())
                    .hasValue(1);

            servlet.release();
            assertThat(held.get(10, TimeUnit.SECONDS)).isEqualTo(200);
            ear.await(busy(0), SOON);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theApplicationCanDrainItself(Container container) throws Exception {
        try (var running = container.start(servlet, settings(), folder)) {
            ear.await(intent(Intent.UP), SOON);
            get(running.url() + "/drain").get(10, TimeUnit.SECONDS);

            ear.await(intent(Intent.DRAINING), Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysGoodbyeWithItsApplicationAndLeavesNoThread(Container container) throws Exception {
        try (var running = container.start(servlet, settings(), folder)) {
            assertThat(running.url()).isNotEmpty();
            assertThat(ear.await(intent(Intent.UP), SOON).heartbeat().id().name())
                    .isEqualTo("web1");
        }
        Announcement goodbye = ear.await(intent(Intent.LEAVING), SOON);
        ear.await(later(goodbye, 2), SOON);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("backhand-agent"));
    }

    @Test
    void withoutALimitWhatTheServerWouldStillTakeIsNotMadeUp() throws Exception {
        Map<String, String> settings = settings();
        settings.remove("backhand.max-requests");
        try (var running = Container.JETTY.start(servlet, settings, folder)) {
            assertThat(running.url()).isNotEmpty();
            Figures figures = ear.await(
                            heard -> heard.heartbeat().figures().inFlight().isPresent(), SOON)
                    .heartbeat()
                    .figures();

            assertThat(figures.ready()).isEmpty();
        }
    }

    @Test
    void allThatIsWrongIsSaidAtOnceAndTheApplicationDoesNotStart() {
        Map<String, String> settings = settings();
        settings.put("backhand.announce", "nowhere 127.0.0.1:4445");
        settings.put("backhand.intervall", "2s");

        assertThatThrownBy(() -> Container.JETTY.start(servlet, settings, folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("context-param backhand.intervall")
                .hasMessageContaining("backhand.announce: ")
                .hasMessageContaining("\"nowhere\"");
    }

    @Test
    void withoutAContactItSaysSo() {
        assertThatThrownBy(() -> Container.JETTY.start(servlet, Map.of(), folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no contact is set");
    }

    @Test
    void systemPropertiesSayWhatTheApplicationDoesNot() throws Exception {
        Map<String, String> settings = settings();
        settings.remove("backhand.name");
        System.setProperty("backhand.name", "by-property");
        System.setProperty("backhand.max-requests", "99");
        try (var running = Container.JETTY.start(servlet, settings, folder)) {
            assertThat(running.url()).isNotEmpty();
            Announcement heard = ear.await(busy(0), SOON);

            assertThat(heard.heartbeat().id().name()).isEqualTo("by-property");
            assertThat(heard.heartbeat().figures().ready()).hasValue(10);
        } finally {
            System.clearProperty("backhand.name");
            System.clearProperty("backhand.max-requests");
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("backhand.contact", contact.url());
        settings.put("backhand.name", "web1");
        settings.put("backhand.announce", ear.address());
        settings.put("backhand.max-requests", "10");
        settings.put("backhand.arriba", "1");
        return settings;
    }

    private CompletableFuture<Integer> get(String url) {
        return client.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
    }

    private static Predicate<Announcement> busy(int requests) {
        return heard -> heard.heartbeat().intent() == Intent.UP
                && heard.heartbeat().figures().busy().orElse(-1) == requests;
    }

    private static Predicate<Announcement> intent(Intent wanted) {
        return heard -> heard.heartbeat().intent() == wanted;
    }

    private static Predicate<Announcement> later(Announcement than, int by) {
        return heard -> heard.sequence() >= than.sequence() + by;
    }
}
